import { yieldToLoop } from "../async/yield";
import { detectAnomalies, detectedAlarm } from "../detection/on_demand/detect";
import { rolledKinds } from "../detection/on_demand/rolled_kinds";
import type { Kinds } from "../detection/detector";
import { mergeDetected } from "../detection/on_demand/merge";
import { featureRows, withFeature } from "../detection/on_demand/feature_rows";
import { WHOLE } from "../energy/rows";
import { DAY_MS, HOUR_MS, HOUR_SECONDS } from "../domain/time_units";
import type { BaselineModel } from "../domain/training/baseline";
import { expectedKwh, residuals } from "../energy/expectations";
import type { Site } from "../domain/site/settings";
import { rateAt } from "../domain/site/tariff";
import { type Alarm, asFinding } from "../domain/alarm/alarm";
import type { AlarmCause } from "../domain/alarm/cause";
import { PAST_AFTER_MS } from "../domain/machine/reading";
import type { Machine } from "../domain/machine/machine";
import { kindOf, type MetricSettings } from "../domain/machine/metric_settings";
import type { RolledRow } from "../store/readings/reading_store";
import type { Store } from "../store/store";

type Clock = { timezone: string; now(): number };

/** A detection on demand over a past period, in epoch milliseconds. */
export type DetectRequest = {
  machine: Machine;
  start: number;
  end: number;
  contamination: number;
  /** Whether deviations from the energy baseline are a feature too, where there is a baseline. */
  use_baseline: boolean;
};
export type DetectAnswer = {
  alarms: Alarm[];
  total_data_points: number;
  fitted_on: string;
  baseline_model_version: number | null;
};

const LEARNING_MS = 30 * DAY_MS;
const SEED = 42;
/** Live alarms that began so long before a period may still stand in it. */
const ALARMS_BEFORE_MS = 7 * DAY_MS;
const MOST_ALARMS = 1000;
/** The feature of energy that the baseline leaves unexplained, kWh an hour. */
const RESIDUAL = "baseline_deviation";

/** Whether an hour has ended within a period and was read from beginning to end, give or take a reading. */
function isWhole({ at, covered_ms }: RolledRow, from: number, to: number): boolean {
  return at >= from && at + HOUR_MS <= to && covered_ms >= WHOLE * HOUR_MS;
}

/** A deviation from the baseline is told in energy and money, not as a share of a difference. */
function ofEnergy(
  alarm: Alarm,
  model: BaselineModel,
  rows: readonly RolledRow[],
  timezone: string,
  { tariff, currency }: Site,
): Alarm {
  const row = rows.find(({ at }) => at === alarm.opened_at);
  const [expected] = row ? expectedKwh(model, [row], timezone) : [];
  if (expected === undefined || alarm.value === null) return alarm;
  const kwh = alarm.value;
  const cost = kwh * rateAt(tariff, alarm.opened_at);
  const cause: AlarmCause = { kind: "baseline", kwh, expected_kwh: expected, cost, currency };
  return { ...alarm, unit: "kWh", expected_value: 0, deviation_percent: null, cause };
}

type DetectDeps = {
  store: Pick<Store, "readings" | "models" | "alarms">;
  metricSettings: MetricSettings;
  /** What a kWh costs. */
  site: { inForce(): Site };
};

/**
 * Answers a detect request from the hourly roll-ups; the month before the asked period tells what is normal. What is
 * found in an hour that ended over a quarter of an hour ago is a finding of the past.
 */
export function createDetect(
  { store, metricSettings, site }: DetectDeps,
  newId: () => string,
  { timezone, now }: Clock,
) {
  function features(rolled: readonly RolledRow[], kinds: Kinds, model: BaselineModel | undefined) {
    const rows = featureRows(rolled, kinds);
    return model ? withFeature(rows, RESIDUAL, residuals(model, rolled, timezone)) : rows;
  }

  return async ({
    machine,
    start,
    end,
    contamination,
    use_baseline,
  }: DetectRequest): Promise<DetectAnswer> => {
    const rows = async (from: number, to: number) =>
      (await store.readings.rolledRows(machine.id, HOUR_SECONDS, from, to)).filter((row) =>
        isWhole(row, from, Math.min(to, now())),
      );
    const [alarms, learning, asked, models] = await Promise.all([
      store.alarms.list({
        machineIds: [machine.id],
        from: start - ALARMS_BEFORE_MS,
        to: end,
        limit: MOST_ALARMS,
      }),
      rows(start - LEARNING_MS, start),
      rows(start, end),
      use_baseline ? store.models.active(machine.id) : [],
    ]);
    const model = models.find(({ seconds }) => seconds === HOUR_SECONDS);
    const setting = (metric: string) => kindOf(metricSettings, machine.id, metric);
    const kinds = rolledKinds([...learning, ...asked], setting);
    const found = await detectAnomalies({
      learning: features(learning, kinds, model),
      asked: features(asked, kinds, model),
      contamination,
      seed: SEED,
      pause: yieldToLoop,
    });
    const live = alarms.filter(({ origin }) => origin === "live");
    const earlier = alarms.filter(({ origin }) => origin === "detect");
    const fresh = mergeDetected(found.anomalies, live, earlier);
    return {
      alarms: fresh.map((anomaly) => {
        const alarm = detectedAlarm(anomaly, machine, newId);
        const told =
          model && anomaly.metric === RESIDUAL
            ? ofEnergy(alarm, model, asked, timezone, site.inForce())
            : alarm;
        return now() - (alarm.opened_at + HOUR_MS) > PAST_AFTER_MS ? asFinding(told) : told;
      }),
      total_data_points: found.total_data_points,
      fitted_on: found.fitted_on,
      baseline_model_version: model?.version ?? null,
    };
  };
}
