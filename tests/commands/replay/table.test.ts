import { expect, test } from "bun:test";
import { readTable } from "../../../src/commands/replay/table";

test("labels and columns without numbers are left out and named", () => {
  const table = readTable(
    "time,power_kw,shift,anomaly,changepoint,window\n2026-03-02T08:00:00,1.5,early,0,0,2\n",
    "UTC",
  );
  expect(table).toEqual({
    rows: [{ at: Date.UTC(2026, 2, 2, 8), metrics: { power_kw: 1.5 }, mode: null }],
    metrics: ["power_kw"],
    labels: ["anomaly", "changepoint", "window"],
    withoutNumbers: ["shift"],
  });
});

test("a time without zone is plant time, a time with zone is its own", () => {
  const at = (time: string, zone: string) => readTable(`Timestamp,a\n${time},1`, zone).rows[0]?.at;
  expect(at("2026-03-02T08:00:00", "Europe/Berlin")).toBe(Date.UTC(2026, 2, 2, 7));
  expect(at("2026-07-02 08:00:00.5", "Europe/Berlin")).toBe(Date.UTC(2026, 6, 2, 6, 0, 0, 500));
  expect(at("2026-03-02", "UTC")).toBe(Date.UTC(2026, 2, 2));
  expect(at("2026-03-02T08:00:00Z", "Europe/Berlin")).toBe(Date.UTC(2026, 2, 2, 8));
  expect(at("2026-03-02 08:00:00-05:00", "Europe/Berlin")).toBe(Date.UTC(2026, 2, 2, 13));
});

test("rows come in the order of time, cells without a number are not read, a mode comes along", () => {
  const { rows } = readTable(
    "time,a,b,mode\n2026-03-02T08:00:01Z,1,nan,hold\n2026-03-02T08:00:00Z,,2,\n2026-03-02T08:00:02Z,,,",
    "UTC",
  );
  expect(rows).toEqual([
    { at: Date.UTC(2026, 2, 2, 8), metrics: { b: 2 }, mode: null },
    { at: Date.UTC(2026, 2, 2, 8, 0, 1), metrics: { a: 1 }, mode: "hold" },
  ]);
});

test.each([
  ["", "It holds no rows"],
  ["time,a\n", "It holds no rows"],
  ["index,a\n1,2", 'Its first column is "index": it must be time or timestamp'],
  ["time,a\n2026-03-02T08:00:00,1\nnoon,2", 'Line 3: "noon" is no time'],
  ["time,anomaly\n2026-03-02T08:00:00,1", "It holds no metric"],
  ['time,a\n"2026', "It is not CSV"],
])("%p is refused with a sentence", (text, reason) => {
  expect(() => readTable(text, "UTC")).toThrow(reason);
});
