import { expect, test } from "bun:test";
import { batchAfter } from "../../../src/store/events/batch_size";

test.each([
  ["quick: as many as one commit may bear", 50, 5, 500],
  ["as it should be: as many again", 100, 250, 100],
  ["slow: so many as take a quarter of a second", 500, 5_000, 25],
  ["very slow: a few all the same", 10, 12_000, 3],
  ["nothing was to be recorded", 0, 3, 3],
  ["too quick for the clock", 20, 0, 500],
])("after a transaction that was %s", (_, events, ms, expected) => {
  expect(batchAfter(events, ms)).toBe(expected);
});
