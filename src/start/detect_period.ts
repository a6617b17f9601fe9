import { detectAnomalies, detectedAlarm } from "../detection/detect";
import { featureRows, withFeature } from "../detection/feature_rows";
import { residuals } from "./energy";
import type { History, RolledRow } from "../history/history";
import type { BaselineModel } from "../model/baseline";
import type { DetectAnswer, DetectRequest } from "../routes/anomaly";

const HOUR_SECONDS = 3600;
const LEARNING_MS = 30 * 86_400_000;
const SEED = 42;
/** What the energy baseline leaves unexplained, kWh an hour. */
const RESIDUAL = "baseline_deviation";

/** Answers a detect call from the hourly roll-ups: the month before the asked period says what is normal. */
export function createDetect(
  history: Pick<History, "readings" | "models">,
  newId: () => string,
  timezone: string,
) {
  function features(rolled: readonly RolledRow[], model: BaselineModel | undefined) {
    const rows = featureRows(rolled);
    return model ? withFeature(rows, RESIDUAL, residuals(model, rolled, timezone)) : rows;
  }

  return async ({
    machine,
    start,
    end,
    contamination,
    use_baseline,
  }: DetectRequest): Promise<DetectAnswer> => {
    const rows = (from: number, to: number) =>
      history.readings.rolledRows(machine.id, HOUR_SECONDS, from, to);
    const [learning, asked, models] = await Promise.all([
      rows(start - LEARNING_MS, start),
      rows(start, end),
      use_baseline ? history.models.active(machine.id) : [],
    ]);
    const model = models.find(({ seconds }) => seconds === HOUR_SECONDS);
    const found = await detectAnomalies({
      learning: features(learning, model),
      asked: features(asked, model),
      contamination,
      seed: SEED,
      pause: () => new Promise((resolve) => setImmediate(resolve)),
    });
    return {
      alarms: found.anomalies.map((anomaly) => detectedAlarm(anomaly, machine, newId)),
      total_data_points: found.total_data_points,
      fitted_on: found.fitted_on,
      baseline_model_version: model?.version ?? null,
    };
  };
}
