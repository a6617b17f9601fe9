import { expect, test } from "bun:test";
import { replaceById } from "../../src/live/frame";
import { createSnapshotCache } from "../../src/live/snapshot_cache";
import { LIVE_TICK_MS } from "../../src/live/components/update_scheduler";

/** Pieces that say the how manieth drawing they are of, and a clock of its own. */
function start() {
  let [drawings, now] = [0, 0];
  const snapshotCache = createSnapshotCache(
    () => [replaceById("tiles", `drawing ${++drawings}`, null, ["board"])],
    () => now,
  );
  const ask = (...machineIds: string[]) =>
    snapshotCache.of({ kind: "page", page: "board", machineIds })[0]?.html;
  return { ask, changed: snapshotCache.changed, wait: (ms: number) => (now += ms) };
}

test("whoever asks in the same moment for the same machines is given one drawing, in whatever order they are named", () => {
  const { ask } = start();
  expect([ask(), ask(), ask("a", "b"), ask("b", "a"), ask()].map(String)).toEqual([
    "drawing 1",
    "drawing 1",
    "drawing 2",
    "drawing 2",
    "drawing 1",
  ]);
});

test("it is drawn anew when something has changed, and after a tick in any case", () => {
  const { ask, changed, wait } = start();
  ask();
  changed();
  expect(ask()).toBe("drawing 2");
  wait(LIVE_TICK_MS - 1);
  expect(ask()).toBe("drawing 2");
  wait(1);
  expect(ask()).toBe("drawing 3");
});

test("of ever other machines only some are kept", () => {
  const { ask } = start();
  for (let machine = 1; machine <= 1000; machine += 1) ask(`m${machine}`);
  expect(ask("m1000")).toBe("drawing 1000");
  expect(ask("m900")).toBe("drawing 1001");
});
