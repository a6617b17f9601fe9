import { z } from "zod";
import type { Client } from "../support/client";
import type { PageScreen, Screen } from "../support/screen";

const LOOK_EVERY_MS = 50;
const ANSWER_WITHIN_MS = 5_000;
/** More changes than this are counted, not told. */
const TOLD_CHANGES = 4;
const READINESS = z.looseObject({ status: z.string() });

/** What is watched of a server that the fault does not hit. */
export type Healthy = { andon: Client; page: PageScreen; screens: readonly Screen[] };

/**
 * Watches what a healthy server says while a fault stands: its readiness, the link status of its page, and
 * how soon its screens show what is accepted.
 * @returns ends it; what was said, for the table
 */
export function watchHealthy(
  { andon, page, screens }: Healthy,
  accepted: readonly string[],
): () => Promise<string> {
  const [probe, link] = [timeline(), timeline()];
  const shown = watchShown([page], accepted);
  const programs = screens.filter(({ kind }) => kind === "program");
  const heard = watchShown(programs, accepted);
  let isOver = false;
  const looking = (look: () => Promise<void> | void) =>
    (async () => {
      while (!isOver) {
        await look();
        await Bun.sleep(LOOK_EVERY_MS);
      }
    })();
  const watches = [
    looking(async () => probe.say(await readinessOf(andon))),
    looking(async () => link.say(await linkOf(page))),
    looking(shown.look),
    looking(heard.look),
  ];
  return async () => {
    isOver = true;
    await Promise.all(watches);
    const said = [`/readyz ${probe.told()}`, `page ${link.told()}`];
    return [...said, shown.told("its page"), heard.told("its program")].join("; ");
  };
}

/** The readiness of a server in a word or two: its status, and which of its dependencies are not well. */
export async function readinessOf(andon: Client): Promise<string> {
  try {
    const answer = await fetch(`${andon.url}/readyz`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    const { status: _, ...dependencies } = READINESS.parse(await answer.json());
    const unwell = Object.entries(dependencies).flatMap(([name, word]) => (word === "ok" ? [] : name));
    return [answer.status, ...unwell].join(" ");
  } catch {
    return "no answer";
  }
}

/**
 * The link status of a page likewise: its state, a bus that is away, and whether it says that nothing is
 * recorded.
 */
export async function linkOf({ page }: PageScreen): Promise<string> {
  const link = page.locator("#link-status");
  const { state, bus, warning } = await link.evaluate((element) => ({ ...(element as HTMLElement).dataset }));
  const isRecording = !warning?.includes("NOT RECORDING");
  return [state, bus === "away" && "bus away", !isRecording && "NOT RECORDING"].filter(Boolean).join(", ");
}

/** What was said one after the other, each with the second from which it was. */
function timeline() {
  const began = performance.now();
  const said: { words: string; after: number }[] = [];
  return {
    say(words: string) {
      if (said.at(-1)?.words !== words) said.push({ words, after: (performance.now() - began) / 1000 });
    },
    told() {
      const changes = said.length - 1;
      const last = said.at(-1)?.words;
      if (changes > TOLD_CHANGES) return `${said[0]?.words} → ${last} (${changes} changes)`;
      return said
        .map(({ words, after }, n) => (n === 0 ? words : `${words} (from ${after.toFixed(1)} s)`))
        .join(" → ");
    },
  };
}

/** How long what is accepted from now on takes until it is on every one of these screens. */
function watchShown(screens: readonly Screen[], accepted: readonly string[]) {
  let seen = accepted.length;
  const open = new Map<string, number>();
  let count = 0;
  let longest = 0;
  function look() {
    const now = performance.now();
    for (; seen < accepted.length; seen++) open.set(accepted[seen]!, now);
    for (const [id, since] of open) {
      if (!screens.every((screen) => screen.shown.has(id))) continue;
      open.delete(id);
      count += 1;
      longest = Math.max(longest, now - since);
    }
  }
  function told(where: string) {
    const slowest = count > 0 ? `, the slowest after ${(longest / 1000).toFixed(1)} s` : "";
    return `on ${where} ${count} of ${count + open.size} alarms${slowest}`;
  }
  return { look, told };
}
