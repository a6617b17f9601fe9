import { describe, setDefaultTimeout } from "bun:test";

/** A server may take this long to start on a slow machine, and a page to answer: past it a test hangs. */
export const SLOW_MACHINE_MS = 60_000;

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

/** `reason`, unless the whole suite was asked for (ANDON_TESTS_COMPLETE=1): then nothing may be left out silently. */
export function whyNot(isInstalled: boolean, reason: string): string | undefined {
  if (isInstalled) return undefined;
  if (process.env.ANDON_TESTS_COMPLETE === "1") throw new Error(reason);
  return reason;
}
