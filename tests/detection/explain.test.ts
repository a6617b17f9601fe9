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

const clock = (at: number) => `clock ${at}`;

test("an alarm is named by the first contributor, and says since when by the plant's clock", () => {
  const { share: _, ...worst } = contributor("power_kw", 65, 0.8);
  expect(explain(abnormality, clock)).toEqual({
    ...worst,
    score: 1.4,
    severity: "warning",
    reason: "Power 65 kW, 30 % above expected 50; since clock 1000",
    contributors: abnormality.contributors(),
  });
});

test("a reason that the abnormality brings along is kept", () => {
  const { reason } = explain({ ...abnormality, reason: "Pressure 9 bar, above its limit of 8 bar" }, clock);
  expect(reason).toBe("Pressure 9 bar, above its limit of 8 bar; since clock 1000");
});

test("a new alarm carries its machine, its unit and the score it opened with", () => {
  const machine = { name: "Pump-1", type: "pump" } as Machine;
  const alarm = newAlarm(abnormality, { machine_id: "p1", at: 2000 }, machine, "a1", clock);
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
  expect(newAlarm(abnormality, { machine_id: "x", at: 0 }, undefined, "a2", clock).machine_name).toBeNull();
});

test("an abnormality without numbers names its metric, if it has one, and no contributor", () => {
  const dead = { ...abnormality, contributors: () => [], reason: "The machine reports mode fault" };
  expect(explain(dead, clock)).toMatchObject({ metric: null, value: null, contributors: [] });
  const alarm = newAlarm(
    { ...dead, type: "machine_fault" },
    { machine_id: "x", at: 0 },
    undefined,
    "a3",
    clock,
  );
  expect(alarm).toMatchObject({ anomaly_type: "machine_fault", metric: null, unit: null });
  expect(alarm).not.toHaveProperty("contributors");
  expect(explain({ ...dead, metric: "power_kw", value: 9e9 }, clock)).toMatchObject({
    metric: "power_kw",
    value: 9e9,
  });
});
