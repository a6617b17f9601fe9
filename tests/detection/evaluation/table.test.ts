import { expect, test } from "bun:test";
import { readLabelled } from "../../../src/detection/evaluation/table";

test("labels are no metrics, rows without a time are an hour apart, unlabelled files are left out", () => {
  const table = readLabelled("x.csv", "i,flow_rate_l_min,note,anomaly\n0,5,ok,0\n1,6,ok,1\n")!;
  expect(table.readings).toEqual([
    { machine_id: "x.csv", at: 0, mode: null, metrics: { flow_rate_l_min: 5 } },
    { machine_id: "x.csv", at: 3_600_000, mode: null, metrics: { flow_rate_l_min: 6 } },
  ]);
  expect(table.labels).toEqual([false, true]);
  expect(readLabelled("y.csv", "time,power_kw\n2026-01-01T00:00:00,5\n")).toBeUndefined();
});

test("an error names the line that cannot be read", () => {
  expect(() => readLabelled("x.csv", "time,power_kw,anomaly\nsoon,5,0\n")).toThrow(
    'Line 2: "soon" is no time',
  );
  expect(() => readLabelled("x.csv", "time,note,anomaly\n2026-01-01T00:00:00,a,0\n")).toThrow("no metric");
});

test("windows are numbered, and a time with a zone is that instant", () => {
  const table = readLabelled(
    "w.csv",
    "timestamp,value,window\n2026-01-01T01:00:00+01:00,5,0\n2026-01-01 00:05,6,2\n",
  )!;
  expect(table).toMatchObject({ windows: [0, 2], labels: [false, true], ordered: true });
  expect(table.readings.map(({ at }) => at - Date.parse("2026-01-01T00:00:00Z"))).toEqual([0, 300_000]);
});
