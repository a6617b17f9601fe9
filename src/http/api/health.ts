import { Hono } from "hono";
import { reasonOf } from "../../domain/reason";
import { text } from "../../words/text";

/** Dependencies of a ready server; each rejects with a sentence when it does not answer. */
export type Dependencies = { database(): Promise<void>; bus(): Promise<void> };

const ANSWER_WITHIN_MS = 2_000;
/** An "ok" serves every question for so long: probes must cost nothing. Anything else is asked for again. */
const ANSWER_LASTS_MS = 1_000;

/**
 * `/healthz`: the process is up. `/readyz`: the database takes writes, and the bus takes and brings events; or 503
 * naming which does not, and why.
 */
export function healthRoutes(given: Dependencies) {
  const dependencies = Object.fromEntries(Object.entries(given).map(([name, ask]) => [name, lasting(ask)]));
  return new Hono()
    .get("/healthz", (c) => c.json({ status: "ok" }))
    .get("/readyz", async (c) => {
      const checks = Object.entries(dependencies).map(async ([name, ask]) => [name, await ask()] as const);
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

/** Asks once for all who ask within a second, and those who ask meanwhile. */
function lasting(ping: () => Promise<void>): () => Promise<string> {
  let last: { answer: Promise<string>; until: number } | undefined;
  return () => {
    if (last && performance.now() < last.until) return last.answer;
    const asked = { answer: answer(ping), until: Infinity };
    last = asked;
    void asked.answer.then((word) => (asked.until = word === "ok" ? performance.now() + ANSWER_LASTS_MS : 0));
    return asked.answer;
  };
}

async function answer(ping: () => Promise<void>): Promise<string> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("Does not answer within 2 s")), ANSWER_WITHIN_MS);
  try {
    await Promise.race([ping(), late.promise]);
    return "ok";
  } catch (error) {
    return reasonOf(error);
  } finally {
    clearTimeout(timer);
  }
}
