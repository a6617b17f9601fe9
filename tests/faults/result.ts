import { eventually } from "../support/andon";
import { anomaliesAnswer } from "../support/answers";
import type { Client } from "../support/client";
import type { Screen } from "../support/screen";

/** Long enough for a slow machine that has much else to do; how long it took is judged apart. */
const LIVE_WITHIN_MS = 150_000;
const LOOK_EVERY_MS = 50;
/** More than a trial publishes. */
const ALARMS_AT_MOST = 500;

/** The cost of a fault: one line of the table, but for its name. */
export type Result = {
  sent: number;
  screens: number;
  /**
   * Of the events sent, on the screen that showed the fewest: rows, and those inside the count of its "more"
   * line.
   */
  shownOnce: number;
  inMore: number;
  shownTwice: number;
  /** How, and on which screens. */
  howTwice?: string;
  missing: number;
  /** From the end of the cause until the last screen was live again. */
  liveAfterSeconds: number;
  /** Connections that the busiest page has tried. */
  tries: number;
  note?: string;
  /** What a server that was not hit said while the fault stood. */
  meanwhile?: string;
};

type Cause = { goneAt: number; note?: string };

/**
 * Waits until every screen is live and has shown all that was accepted, or until it must be taken as missing.
 */
export async function resultOf(
  andon: Client,
  screens: readonly Screen[],
  accepted: readonly string[],
  { goneAt, note }: Cause,
): Promise<Result> {
  const lackingOn = (screen: Screen) => accepted.filter((id) => !screen.shown.has(id)).length;

  /** The count of the page's "more" line, if rows and more make up all there is; else it proves nothing. */
  async function honestMore(screen: Screen): Promise<number> {
    if (screen.kind === "program") return 0;
    const { total_count } = await andon.get("/api/v1/anomaly/search?limit=1", anomaliesAnswer);
    const { rows, more } = await screen.count();
    return rows + more === total_count ? more : 0;
  }

  async function lookAt(screen: Screen) {
    const lacking = lackingOn(screen);
    const inMore = lacking === 0 ? 0 : Math.min(lacking, await honestMore(screen).catch(() => 0));
    return { once: accepted.length - lacking, inMore, missing: lacking - inMore };
  }

  const deadline = performance.now() + LIVE_WITHIN_MS;
  const counted = await Promise.all(
    screens.map(async (screen) => {
      for (;;) {
        const wasLive = screen.isLive();
        const seen = await lookAt(screen);
        // The look that found nothing missing counts: another might come between the rows and their total.
        if ((wasLive && seen.missing === 0) || performance.now() > deadline) return seen;
        await Bun.sleep(LOOK_EVERY_MS);
      }
    }),
  );
  const again = await recordedAgain(andon);
  const least = counted.toSorted((a, b) => a.once - b.once)[0]!;
  return {
    sent: accepted.length,
    screens: screens.length,
    shownOnce: least.once,
    inMore: least.inMore,
    shownTwice: Math.max(again.length, ...screens.map(({ twice }) => twice.size)),
    howTwice: [...howTwice(screens), ...again.map((reason) => `recorded again: ${reason}`)].join(", "),
    missing: Math.max(...counted.map(({ missing }) => missing)),
    liveAfterSeconds: Math.max(...screens.map((screen) => secondsUntilLive(screen, goneAt))),
    tries: Math.max(0, ...screens.filter(({ kind }) => kind === "page").map((page) => page.tries())),
    note,
  };
}

/**
 * Each published alarm has a reason of its own; recorded by two servers it is two alarms, each shown once.
 */
async function recordedAgain(andon: Client): Promise<string[]> {
  const { anomalies } = await andon.get(`/api/v1/anomaly/search?limit=${ALARMS_AT_MOST}`, anomaliesAnswer);
  const reasons = anomalies.flatMap(({ reason }) => (reason?.startsWith("elsewhere-") ? reason : []));
  return reasons.filter((reason, index) => reasons.indexOf(reason) !== index);
}

function howTwice(screens: readonly Screen[]): string[] {
  return screens.flatMap(({ kind, twice }, index) =>
    [...twice].map(([id, how]) => `${how} on ${kind} ${index}: ${id}`),
  );
}

function secondsUntilLive(screen: Screen, goneAt: number): number {
  if (!screen.isLive()) return Infinity;
  return Math.max(0, screen.liveAt() - goneAt) / 1000;
}

/** Waits as long as a slow machine may need; fails naming what was waited for. */
export async function until(holds: () => boolean | Promise<boolean>, what: string) {
  await eventually(holds, what, LIVE_WITHIN_MS);
}
