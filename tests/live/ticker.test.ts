import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import { createAudiences } from "../../src/live/audiences";
import type { Batch } from "../../src/live/components/component";
import { LIVE_TICK_MS } from "../../src/live/components/update_scheduler";
import { startTicker } from "../../src/live/ticker";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const BATCH: Batch = { pages: ["board"], drawn: [] };

function start() {
  const state = { tick: [] as Batch[], refresh: undefined as Batch[] | undefined, isDue: false };
  const calls: string[] = [];
  let waiting = 0;
  const audiences = createAudiences();
  const ticker = startTicker({
    audiences,
    components: {
      tick: () => (calls.push("tick"), state.tick),
      refresh: async () => state.refresh,
      isDue: () => state.isDue,
    },
    outgoing: {
      add: (batches) => void (waiting += batches.length),
      soon: () => void calls.push("soon"),
      isWaiting: () => waiting > 0,
    },
  });
  const open = () => audiences.join({ kind: "page", page: "board", machineIds: [] });
  return { state, ticker, open, calls };
}

test("while no page is open nothing is drawn", () => {
  const { ticker, calls } = start();
  jest.advanceTimersByTime(10 * LIVE_TICK_MS);
  expect(calls).toEqual([]);
  ticker.stop();
});

test("a tick asks for a frame only when there is something for it", () => {
  const { state, ticker, open, calls } = start();
  open();
  const tick = () => (jest.advanceTimersByTime(LIVE_TICK_MS), calls.splice(0));
  expect(tick()).toEqual(["tick"]);
  state.isDue = true;
  expect(tick()).toEqual(["tick", "soon"]);
  state.isDue = false;
  state.tick = [BATCH];
  expect(tick()).toEqual(["tick", "soon"]);
  ticker.stop();
  expect(tick()).toEqual([]);
});

test("every two seconds fetched fragments ask for a frame, when there is a page for them", async () => {
  const { state, ticker, calls } = start();
  const refresh = async () => {
    jest.advanceTimersByTime(2_000);
    await Promise.resolve();
    await Promise.resolve();
    return calls.splice(0);
  };
  expect(await refresh()).toEqual([]);
  state.refresh = [BATCH];
  expect(await refresh()).toEqual(["soon"]);
  ticker.stop();
});
