import { spyOn } from "bun:test";

type Timer = { at: number; order: number; everyMs?: number; run(): void };

/**
 * Timers, `Date.now` and `performance.now` by a clock that only the test moves. Timers of one instant run in
 * the order in which they were set, which the runner's own fake timers leave to chance.
 */
export function createClock(startAt: number) {
  let now = startAt;
  let count = 0;
  const timers = new Map<number, Timer>();

  function add(run: () => void, ms = 0, isRepeated: boolean): number {
    timers.set(++count, { at: now + ms, order: count, run, ...(isRepeated && { everyMs: ms }) });
    return count;
  }

  const spies = [
    spyOn(Date, "now").mockImplementation(() => now),
    spyOn(performance, "now").mockImplementation(() => now - startAt),
    spyOn(globalThis, "setTimeout").mockImplementation(((run: () => void, ms?: number) =>
      add(run, ms, false)) as never),
    spyOn(globalThis, "setInterval").mockImplementation(((run: () => void, ms?: number) =>
      add(run, ms, true)) as never),
    spyOn(globalThis, "clearTimeout").mockImplementation(((id: number) => timers.delete(id)) as never),
    spyOn(globalThis, "clearInterval").mockImplementation(((id: number) => timers.delete(id)) as never),
  ];

  /** Lets promises that need no timer settle. */
  async function settle() {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  }

  async function runNext(end: number): Promise<boolean> {
    const due = [...timers].filter(([, { at }]) => at <= end);
    const [next] = due.toSorted(([, a], [, b]) => a.at - b.at || a.order - b.order);
    if (!next) return false;
    const [id, timer] = next;
    now = timer.at;
    if (timer.everyMs === undefined) timers.delete(id);
    else timers.set(id, { ...timer, at: now + timer.everyMs, order: ++count });
    timer.run();
    await settle();
    return true;
  }

  return {
    settle,
    async advance(ms: number) {
      const end = now + ms;
      while (await runNext(end));
      now = end;
    },
    [Symbol.dispose]: () => spies.forEach((spy) => spy.mockRestore()),
  };
}
