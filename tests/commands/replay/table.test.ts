import { expect, test } from "bun:test";
import { readTable } from "../../../src/commands/replay/table";

test("labels and columns without numbers are left out and named", () => {
  const table = readTable(
    "time,power_kw,shift,anomaly,changepoint,window\n2026-03-02T08:00:00,1.5,early,0,0,2\n",
    "UTC",
  );
  expect(table).toEqual({
    rows: [{ at: Date.UTC(2026, 2, 2, 8), line: 2, metrics: { power_kw: 1.5 }, mode: null }],
    metrics: ["power_kw"],
    labels: ["anomaly", "changepoint", "window"],
    withoutNumbers: ["shift"],
    time: { column: "time", isZoneless: true },
    skipped: [],
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
    { at: Date.UTC(2026, 2, 2, 8), line: 3, metrics: { b: 2 }, mode: null },
    { at: Date.UTC(2026, 2, 2, 8, 0, 1), line: 2, metrics: { a: 1 }, mode: "hold" },
  ]);
});

const skippedOf = (text: string, zone = "UTC") =>
  readTable(text, zone).skipped.map(({ line, column, why }) => `${line} ${column}: ${why}`);

test("a cell that is no number is named with its line, column and reason, and its row counts", () => {
  const text =
    'time,a,b\n2026-03-02T08:00:00Z,"1,5",1\n\n2026-03-02T08:00:01Z,0x10,true\n2026-03-02T08:00:02Z, 5 ,';
  expect(readTable(text, "UTC").rows.map(({ line, metrics }) => [line, metrics])).toEqual([
    [2, { b: 1 }],
    [4, { b: 1 }],
    [5, { a: 5 }],
  ]);
  expect(skippedOf(text)).toEqual([
    '2 a: "1,5" is no number: write 1.5',
    '4 a: "0x10" is no number: write 16',
  ]);
});

test("of a column twice the first is taken, and the other is named", () => {
  const text = "time,a,b,a,\n2026-03-02T08:00:00Z,1,2,3,4";
  expect(readTable(text, "UTC").rows[0]?.metrics).toEqual({ a: 1, b: 2 });
  expect(skippedOf(text)).toEqual([
    'null 4 "a": column 2 has the same name, and is taken',
    'null 5 "": it has no name',
  ]);
});

test("a row with more cells than the header, as unquoted decimal commas make it, is named and not believed", () => {
  const text = "time,a,b\n2026-03-02T08:00:00Z,1,5,2\n2026-03-02T08:00:01Z,1,2,";
  expect(readTable(text, "UTC").rows.map(({ line }) => line)).toEqual([3]);
  expect(skippedOf(text)).toEqual(["2 null: the row has 4 cells, the header has 3"]);
});

test("a row whose time cannot be read is named, the others count", () => {
  const text = "time,a\nnoon,1\n2026-03-02T08:00:00Z,2";
  expect(readTable(text, "UTC").rows).toHaveLength(1);
  expect(skippedOf(text)).toEqual(['2 time: "noon" is no time, write it like 2026-01-31T08:00:00']);
});

test("of two values at one time the later line counts, and the other is named", () => {
  const text = "time,a,b\n2026-03-02T08:00:00Z,1,\n2026-03-02T08:00:00Z,2,\n2026-03-02T08:00:00Z,,3";
  expect(readTable(text, "UTC").rows.map(({ metrics }) => metrics)).toEqual([{ a: 2 }, { b: 3 }]);
  expect(skippedOf(text)).toEqual(["2 a: line 3 has the same time, and its value counts"]);
});

test.each([
  ["", "It holds no rows"],
  ["time,a\n", "It holds no rows"],
  ["index,a\n1,2", 'Its first column is "index": it must be time or timestamp'],
  ["time,a\n\nnoon,2", 'Line 3: "noon" is no time'],
  ["time,anomaly\n2026-03-02T08:00:00,1", "It holds no metric"],
  ['time,a\n"2026', "It is not CSV"],
])("%p is refused with a sentence", (text, reason) => {
  expect(() => readTable(text, "UTC")).toThrow(reason);
});
