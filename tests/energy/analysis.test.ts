import { expect, test } from "bun:test";
import { createEnergy } from "../../src/energy/analysis";
import { residuals } from "../../src/energy/expectations";
import { fitEnergy, lessonOf, rangesOf } from "../../src/energy/baseline";
import type { Rolled } from "../../src/energy/drivers";
import type { BaselineModel } from "../../src/domain/training/baseline";
import { DAY_MS, HOUR_MS } from "../../src/domain/time_units";
import { DRIVERS, hour, rowsOf, START, twentyDays } from "./sample";

const ZONE = "Europe/Berlin";
const lesson = lessonOf(rowsOf(twentyDays(), DRIVERS), 3600);
const model = {
  ...fitEnergy(lesson),
  ranges: rangesOf(lesson),
  machine_id: "p1",
  seconds: 3600,
} as unknown as BaselineModel;

/** A store whose roll-ups are these rows; the periods that it was asked for. */
function storeOf(rolled: readonly Rolled[]) {
  const asked: number[] = [];
  const rolledRows = (_: string, __: number, from: number, to: number) => {
    asked.push((to - from) / DAY_MS);
    return Promise.resolve(rolled.filter(({ at }) => at >= from && at < to));
  };
  return { asked, store: { readings: { rolledRows } } as unknown as Parameters<typeof createEnergy>[0] };
}

const ask = (rolled: readonly Rolled[]) =>
  createEnergy(storeOf(rolled).store, ZONE).deviation(model, START, START + 20 * DAY_MS);

test("a machine that draws what it should deviates little, and every hour is a span", async () => {
  const answer = await ask(twentyDays());
  expect(answer.spans).toHaveLength(480);
  expect(Math.abs(answer.deviation_percent!)).toBeLessThan(1);
  expect(answer).toMatchObject({ deviation_severity: "normal", warnings: [] });
  expect(answer.total_actual_kwh - answer.total_predicted_kwh).toBeCloseTo(answer.deviation_kwh, 6);
});

test("a machine that draws a fifth more is critical", async () => {
  const answer = await ask(twentyDays().map((row) => more(row, 1.2)));
  expect(answer.deviation_percent!).toBeCloseTo(20, 0);
  expect(answer.deviation_severity).toBe("critical");
});

function more({ at, kwh, covered_ms, energy_ms, metrics }: Rolled, factor: number): Rolled {
  const { power_kw, ...others } = metrics;
  const { count, mean, low, high } = power_kw!;
  const drawn = { count, mean: factor * mean, low: factor * low, high: factor * high };
  return { at, kwh: kwh! * factor, covered_ms, energy_ms, metrics: { power_kw: drawn, ...others } };
}

test("an hour that was read in part counts in part, and one without power not at all", async () => {
  const metrics = { production_count: 3, outdoor_temp_c: 20 };
  const answer = await ask([hour(0, { power_kw: 60, ...metrics }, 30), hour(1, metrics)]);
  expect(answer.spans).toHaveLength(1);
  expect(answer.total_actual_kwh).toBeCloseTo(30, 9);
});

test("each kind of warning is given once, with the number of rows", async () => {
  const hot = { power_kw: 50, production_count: 3, outdoor_temp_c: 60 };
  const { warnings } = await ask([hour(0, hot), hour(1, { ...hot, outdoor_temp_c: 70 })]);
  expect(warnings).toEqual(["avg_outdoor_temp_c is outside the learned range 10 to 33 (2 of 2 rows)"]);
});

test("a long period is read in slices of five days", async () => {
  const { asked, store } = storeOf(twentyDays());
  await createEnergy(store, ZONE).deviation(model, START, START + 12 * DAY_MS);
  expect(asked).toEqual([5, 5, 2]);
});

test("a period of which nothing was read is refused in a sentence", async () => {
  await expect(ask([])).rejects.toThrow("No energy is known from 2026-03-01T22:00:00.000Z to");
});

test.each([
  ["40 minutes", 10, 50],
  ["two seconds", 0, 2 / 60],
  ["an hour that lies in two", 30, 90],
])("%s hold no whole hour: that is said, and no part passes for one", async (_, from, to) => {
  const energy = createEnergy(storeOf(twentyDays()).store, ZONE);
  const asked = energy.deviation(model, START + from * 60_000, START + to * 60_000);
  await expect(asked).rejects.toThrow("There is no whole hour");
});

test("of an odd period the whole hours are used, and the answer says so", async () => {
  const energy = createEnergy(storeOf(twentyDays()).store, ZONE);
  const answer = await energy.deviation(model, START + 10 * 60_000, START + 2.9 * HOUR_MS);
  expect(answer).toMatchObject({ from: START + HOUR_MS, to: START + 2 * HOUR_MS, covered: 1 });
  expect(answer.spans).toHaveLength(1);
});

test("what was expected is that of the part that was read", async () => {
  const metrics = { power_kw: 60, production_count: 3, outdoor_temp_c: 20 };
  const [whole, part] = (await ask([hour(0, metrics), hour(1, metrics, 15)])).spans;
  expect(part!.covered).toBe(0.25);
  expect(part!.actual_kwh).toBeCloseTo(whole!.actual_kwh / 4, 6);
  expect(part!.predicted_kwh).toBeCloseTo(whole!.predicted_kwh / 4, 6);
});

test("a driver may be given by any of its names, and one that the model does not know is named", () => {
  const { predict } = createEnergy(storeOf([]).store, ZONE);
  const { warnings, features } = predict(model, { production_count: 60, outdoor_temp_c: 20, voltage_v: 400 });
  expect(features).toMatchObject({ total_production_count: 60, avg_outdoor_temp_c: 20 });
  expect(warnings).toEqual(["avg_voltage_v is no driver of this model: it was not used"]);
});

test("a residual is what the baseline does not explain, NaN where a driver or the energy is missing", () => {
  const metrics = { production_count: 3, outdoor_temp_c: 20 };
  const rolled = [
    hour(0, { power_kw: 60, ...metrics }),
    hour(1, { power_kw: 70, ...metrics }),
    hour(2, { power_kw: 60, production_count: 3 }),
    hour(3, metrics),
  ];
  const [first, second, ...others] = residuals(model, rolled, ZONE);
  expect(second! - first!).toBeCloseTo(10, 9);
  expect(others).toEqual([NaN, NaN]);
  expect(START % HOUR_MS).toBe(0);
});
