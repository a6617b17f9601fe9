import { describe, setDefaultTimeout } from "bun:test";

/**
 * A hook or test takes no longer than this even on a slow machine that does other things too: past it, it
 * hangs.
 */
export const SLOW_MACHINE_MS = 120_000;
/** The longest wait for one thing, likewise; shorter where a failure is what one wants to see. */
export const PATIENCE_MS = Number(process.env.ANDON_TEST_PATIENCE_MS ?? 60_000);

/**
 * As `describe`, with time for a slow machine; skipped with the reason where something is missing.
 * @param needs each says why its program cannot be had: `whyNoBrowser`, `whyNoRedis` …
 */
export function describeNeeding(
  needs: readonly (() => string | undefined)[],
  title: string,
  tests: () => void,
) {
  setDefaultTimeout(SLOW_MACHINE_MS);
  const why = needs.map((whyNot) => whyNot()).find(Boolean);
  describe.skipIf(Boolean(why))(why ? `${title} (skipped: ${why})` : title, tests);
}

/**
 * Why tests that need a program cannot run: it is not installed, or `bun run check` leaves out what needs
 * servers. Throws when the whole suite was asked for (ANDON_TESTS_COMPLETE=1), so that nothing is left out
 * silently.
 */
export function whyNot(isInstalled: boolean, reason: string): string | undefined {
  if (process.env.ANDON_UNIT_TESTS === "1") return "bun run check leaves it out";
  if (isInstalled) return undefined;
  if (process.env.ANDON_TESTS_COMPLETE === "1") throw new Error(reason);
  return reason;
}
