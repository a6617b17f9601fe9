import { readFileSync } from "node:fs";

const TICK_MS = 1;

/**
 * Watches the event loop of this thread until the result is called.
 * @returns the longest time in which nothing else could run, in milliseconds; a time in which the thread was
 * ready but other programs had the processor does not count, where the system tells it (Linux)
 */
export function watchEventLoop(): () => number {
  let longest = 0;
  let [last, waited] = [performance.now(), waitedForProcessorMs()];
  const ticking = setInterval(() => {
    const [now, waitedNow] = [performance.now(), waitedForProcessorMs()];
    longest = Math.max(longest, now - last - (waitedNow - waited));
    [last, waited] = [now, waitedNow];
  }, TICK_MS);
  return () => {
    clearInterval(ticking);
    return longest;
  };
}

/** How long this thread has been ready to run without a processor so far. */
function waitedForProcessorMs(): number {
  try {
    const [, waitedNs] = readFileSync("/proc/thread-self/schedstat", "utf8").split(" ");
    return Number(waitedNs) / 1e6;
  } catch {
    return 0;
  }
}
