import { expect, test } from "bun:test";
import { createOpenCalls } from "../../../src/live/state/open_calls";
import { openCall } from "../../support/calls";

test("calls come in any order and more than once: what was told last counts, and none comes back", () => {
  const calls = createOpenCalls();
  const accepted = openCall({ state: "accepted", steps: 2 });
  const ended = openCall({ state: "resolved", steps: 3 });
  expect(calls.putCall(accepted)).toBe(true);
  expect(calls.putCall(openCall())).toBe(false);
  expect(calls.putCall(accepted)).toBe(false);
  expect(calls.calls()).toEqual([accepted]);
  expect(calls.putCall(ended)).toBe(true);
  expect(calls.putCall(accepted)).toBe(false);
  expect(calls.calls()).toEqual([]);
  expect(calls.putCall(openCall({ steps: 4 }))).toBe(true);
  expect(calls.calls()).toHaveLength(1);
});

test("the oldest call comes first", () => {
  const calls = createOpenCalls();
  const at = (time: number) => ({ at: time, by: null, by_id: null });
  for (const [id, time] of [
    ["b", 2],
    ["a", 3],
    ["c", 1],
  ] as const)
    calls.putCall(openCall({ id, opened: at(time) }));
  expect(calls.calls().map(({ id }) => id)).toEqual(["c", "b", "a"]);
});
