import { expect, test } from "bun:test";
import { explain, newAlarm } from "../../src/detection/explain";
import type { Abnormality } from "../../src/detection/monitor/abnormality";
import type { Contributor } from "../../src/domain/alarm/alarm";
import type { Machine } from "../../src/domain/machine/machine";

const contributor = (metric: string, value: number, share: number): Contributor => ({
  metric,
  value,
  expected_value: 50,
  deviation_percent: 2 * (value - 50),
  deviation_sd: (value - 50) / 5,
  share,
});

const abnormality: Abnormality = {
  score: 1.4,
  severity: "warning",
  since: 1000,
  method: "mewma",
  sources: ["series:"],
  contributors: () => [contributor("power_kw", 65, 0.8), contributor("current_a", 60, 0.2)],
};

test("an alarm is named by the first contributor, whose deviation is its cause, with since when it is so", () => {
  const { share: _, ...worst } = contributor("power_kw", 65, 0.8);
  expect(explain(abnormality)).toEqual({
    ...worst,
    score: 1.4,
    severity: "warning",
    cause: { kind: "deviation", ...worst, since: 1000 },
    contributors: abnormality.contributors(),
  });
});

test("a cause that the abnormality brings along is kept", () => {
  const limit = { kind: "limit", metric: "pressure_bar", value: 9, side: "above", limit: 8 } as const;
  expect(explain({ ...abnormality, cause: limit }).cause).toEqual({ ...limit, since: 1000 });
});

test("a new alarm carries its machine, its unit and the score it opened with", () => {
  const machine = { name: "Pump-1", type: "pump" } as Machine;
  const alarm = newAlarm(abnormality, { machine_id: "p1", at: 2000 }, machine, "a1");
  expect(alarm).toMatchObject({
    id: "a1",
    machine_id: "p1",
    machine_name: "Pump-1",
    machine_type: "pump",
    state: "new",
    anomaly_type: "power_anomaly",
    unit: "kW",
    peak_score: 1.4,
    detection_method: "mewma",
    origin: "live",
    opened_at: 2000,
    cleared_at: null,
  });
  expect(newAlarm(abnormality, { machine_id: "x", at: 0 }, undefined, "a2").machine_name).toBeNull();
});

test("an abnormality without numbers names its metric, if it has one, and no contributor", () => {
  const dead = { ...abnormality, contributors: () => [], cause: { kind: "fault", mode: "fault" } } as const;
  expect(explain(dead)).toMatchObject({ metric: null, value: null, contributors: [] });
  const alarm = newAlarm({ ...dead, type: "machine_fault" }, { machine_id: "x", at: 0 }, undefined, "a3");
  expect(alarm).toMatchObject({ anomaly_type: "machine_fault", metric: null, unit: null });
  expect(alarm).not.toHaveProperty("contributors");
  expect(explain({ ...dead, metric: "power_kw", value: 9e9 })).toMatchObject({
    metric: "power_kw",
    value: 9e9,
  });
});
