import { expect, test } from "bun:test";
import { describeTable } from "../../../src/commands/replay/describe";
import { describeSkipped } from "../../../src/commands/replay/skipped";
import { readTable } from "../../../src/commands/replay/table";

test("what a file was understood to be is said: rows, span, time and zone, columns", () => {
  const text = "time,a,b,shift,anomaly\n2026-03-02T08:00:00,1,2,early,0\n2026-03-02T09:30:00,1,2,early,0";
  expect(describeTable(readTable(text, "Europe/Berlin"), "Europe/Berlin")).toEqual([
    "2 rows, 2026-03-02T08:00:00+01:00 to 2026-03-02T09:30:00+01:00 (1.5 h)",
    "Time: column time, without zone, read as Europe/Berlin",
    "Metrics: a, b",
    "Labels are not sent: anomaly",
    "Columns without numbers are not sent: shift",
  ]);
});

test("what was not taken is named by line and column, past twenty it is counted by column", () => {
  const part = (line: number) => ({ line, column: "a", why: '"x" is no number' });
  const lines = describeSkipped(Array.from({ length: 25 }, (_, line) => part(line)));
  expect(lines[0]).toBe('Not taken: line 0, column a: "x" is no number');
  expect(lines[20]).toBe("Not taken: 5 more (5 in a)");
  expect(lines).toHaveLength(21);
  expect(describeSkipped([{ line: null, column: '4 "a"', why: "twice" }])).toEqual([
    'Not taken: column 4 "a": twice',
  ]);
  expect(describeSkipped([])).toEqual([]);
});
