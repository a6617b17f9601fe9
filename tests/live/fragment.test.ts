import { expect, test } from "bun:test";
import { drawnLater } from "../../src/live/fragment";

const FRAGMENT = { target: "row", id: "a", key: 1, machineId: null, urgency: 0 } as const;

test("a fragment is drawn when it is first read, and once", () => {
  let drawings = 0;
  const fragment = drawnLater(
    FRAGMENT,
    () => `drawing ${++drawings}`,
    () => {},
  );
  expect(drawings).toBe(0);
  expect([fragment.html, fragment.html]).toEqual(["drawing 1", "drawing 1"]);
});

test("a fragment that cannot be drawn is empty, and says so once", () => {
  const troubles: unknown[] = [];
  const fragment = drawnLater(
    FRAGMENT,
    () => {
      throw new Error("No drawing");
    },
    (error) => void troubles.push(error),
  );
  expect([fragment.html, fragment.html]).toEqual(["", ""]);
  expect(troubles).toHaveLength(1);
});
