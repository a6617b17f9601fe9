import { expect, test } from "bun:test";
import { replaceById } from "../../src/live/fragment";
import { createSnapshotCache } from "../../src/live/snapshot_cache";
import { LIVE_TICK_MS } from "../../src/live/components/update_scheduler";

/** Fragments that say of which drawing they are, and a clock of its own. */
function start() {
  let [drawings, now] = [0, 0];
  const snapshotCache = createSnapshotCache(
    () => [replaceById("tiles", `drawing ${++drawings}`, null)],
    () => now,
  );
  const ask = (...machineIds: string[]) =>
    snapshotCache.of({ kind: "page", page: "board", machineIds })[0]?.html;
  return { ask, invalidate: snapshotCache.invalidate, wait: (ms: number) => (now += ms) };
}

test("pages that ask at once for the same machines share one drawing", () => {
  const { ask } = start();
  expect([ask(), ask(), ask("a", "b"), ask("b", "a"), ask()].map(String)).toEqual([
    "drawing 1",
    "drawing 1",
    "drawing 2",
    "drawing 2",
    "drawing 1",
  ]);
});

test("it is drawn anew when it has been invalidated, and after a tick in any case", () => {
  const { ask, invalidate, wait } = start();
  ask();
  invalidate();
  expect(ask()).toBe("drawing 2");
  wait(LIVE_TICK_MS - 1);
  expect(ask()).toBe("drawing 2");
  wait(1);
  expect(ask()).toBe("drawing 3");
});

test("the drawings of only some audiences are cached", () => {
  const { ask } = start();
  for (let machine = 1; machine <= 1000; machine += 1) ask(`m${machine}`);
  expect(ask("m1000")).toBe("drawing 1000");
  expect(ask("m900")).toBe("drawing 1001");
});
