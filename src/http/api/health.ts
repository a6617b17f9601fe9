import { Hono } from "hono";
import { lasting } from "../../async/lasting";
import { reasonOf } from "../../domain/reason";
import { text } from "../../words/text";

/**
 * Dependencies of a ready server; each rejects with a sentence when it does not answer. The bus is asked
 * every time, so that it says what a page says at the same moment.
 */
export type Dependencies = { database(): Promise<void>; bus(): Promise<void> };

const ANSWER_WITHIN_MS = 2_000;
/** A written row serves every question for so long: probes must cost nothing. */
const WRITE_PROVES_FOR_MS = 1_000;

/**
 * `/healthz`: the process is up. `/readyz`: the database takes writes, and the bus takes and brings events;
 * or 503 naming which does not, and why.
 */
export function healthRoutes(given: Dependencies) {
  const database = lasting(() => within(given.database), WRITE_PROVES_FOR_MS);
  const dependencies = { ...given, database };
  return new Hono()
    .get("/healthz", (c) => c.json({ status: "ok" }))
    .get("/readyz", async (c) => {
      const checks = Object.entries(dependencies).map(
        async ([name, ask]) => [name, await answer(ask)] as const,
      );
      const answers = Object.fromEntries(await Promise.all(checks));
      const ready = Object.values(answers).every((word) => word === "ok");
      if (!ready) c.header("Retry-After", "1");
      return c.json({ status: ready ? "ready" : "not ready", ...answers }, ready ? 200 : 503);
    });
}

/** The first dependency that does not answer now, and what it says; undefined when all do. */
export async function firstFailure(dependencies: Dependencies): Promise<string | undefined> {
  for (const [name, ping] of Object.entries(dependencies)) {
    const said = await answer(ping);
    if (said !== "ok") return text.errors.unavailable(name, said);
  }
  return undefined;
}

async function answer(ping: () => Promise<void>): Promise<string> {
  try {
    await within(ping);
    return "ok";
  } catch (error) {
    return reasonOf(error);
  }
}

/** @throws when there is no answer in time */
async function within(ping: () => Promise<void>): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("Does not answer within 2 s")), ANSWER_WITHIN_MS);
  try {
    await Promise.race([ping(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
