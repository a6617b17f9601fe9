import { expect, test } from "bun:test";
import { createFloods } from "../../../src/live/state/floods";
import { alarm, NOW } from "../../support/builders";

const opened = (n: number, machine_id = "c1") =>
  alarm({ id: `a${n}`, machine_id, opened_at: NOW + n * 1000 });

test("an area says of its own flood, and the plant only where no area does", () => {
  const floods = createFloods();
  for (let n = 0; n < 6; n += 1) floods.put(opened(n), "Line 1", true);
  for (let n = 6; n < 12; n += 1) floods.put(opened(n), "Line 2", true);
  const later = NOW + 20_000;
  expect(floods.list(later)).toMatchObject([{ area: null, count: 12, first: { id: "a0" } }]);
  for (let n = 12; n < 17; n += 1) floods.put(opened(n), "Line 1", true);
  expect(floods.list(later + 1)).toMatchObject([{ area: "Line 1", count: 11, first: { id: "a0" } }]);
  expect([floods.isFirst("a0", later + 1), floods.isFirst("a1", later + 1)]).toEqual([true, false]);
});

test("it ends by time alone, findings of the past count nothing, nor does a change", () => {
  const floods = createFloods();
  for (let n = 0; n < 11; n += 1) floods.put(opened(n), null, true);
  expect(floods.list(NOW + 60_000)).toHaveLength(1);
  floods.put({ ...opened(0), state: "acknowledged" }, null, false);
  expect(floods.list(NOW + 60_001)).toMatchObject([{ count: 11, first: { state: "acknowledged" } }]);
  expect(floods.list(NOW + 11 * 60_000)).toEqual([]);
  for (let n = 0; n < 40; n += 1) floods.put({ ...opened(n + 700), state: "finding" }, null, true);
  for (let n = 0; n < 40; n += 1) floods.put({ ...opened(n + 800), origin: "detect" }, null, true);
  for (let n = 0; n < 40; n += 1) floods.put(opened(n + 900), null, false);
  expect(floods.list(NOW + 950_000)).toEqual([]);
});
