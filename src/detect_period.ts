import { detectAnomalies, detectedAlarm } from "./detection/detect";
import { featureRows } from "./detection/feature_rows";
import type { History } from "./history/history";
import type { DetectAnswer, DetectRequest } from "./routes/anomaly";

const HOUR_SECONDS = 3600;
const LEARNING_MS = 30 * 86_400_000;
const SEED = 42;

/** Answers a detect call from the hourly roll-ups: the month before the asked period says what is normal. */
export function createDetect(history: Pick<History, "readings">, newId: () => string) {
  return async ({ machine, start, end, contamination }: DetectRequest): Promise<DetectAnswer> => {
    const rows = (from: number, to: number) =>
      history.readings.rolledRows(machine.id, HOUR_SECONDS, from, to);
    const [learning, asked] = await Promise.all([rows(start - LEARNING_MS, start), rows(start, end)]);
    const found = await detectAnomalies({
      learning: featureRows(learning),
      asked: featureRows(asked),
      contamination,
      seed: SEED,
      pause: () => new Promise((resolve) => setImmediate(resolve)),
    });
    return {
      alarms: found.anomalies.map((anomaly) => detectedAlarm(anomaly, machine, newId)),
      total_data_points: found.total_data_points,
      fitted_on: found.fitted_on,
    };
  };
}
