import type { Alarm, Severity } from "../model/alarm";
import type { Machine } from "../model/machine";
import { unitOf } from "../model/metric";
import { type Deviation, deviationFrom, reasonOf, severityOf, typeOf } from "./deviation";
import { chooseRows, type FeatureRows } from "./feature_rows";
import { fitForest, scoreForest, thresholdFor } from "./isolation_forest";
import { learn, type Moments, newMoments, spread } from "./moments";

/** Below this many learning rows the asked period has to judge itself. */
const MIN_LEARNING_ROWS = 50;
/** Rows scored between two pauses: about 10 ms. */
const SLICE_ROWS = 2000;

export type DetectQuestion = {
  learning: FeatureRows;
  asked: FeatureRows;
  /** Share of the fitted rows taken to be odd: above 0, at most 0.5. */
  contamination: number;
  seed?: number;
  /** Awaited between slices of rows, so that a caller's event loop may turn. */
  pause?: () => Promise<void>;
};

/** A row that is odd as a whole, told by the feature that deviates most. */
export type Detected = Deviation & {
  at: number;
  /** As it was sent, without the roll-up's `avg_`. */
  metric: string;
  value: number;
  severity: Severity;
  anomaly_type: string;
  /** The forest's score, 0 to 1: about 0.5 is ordinary, near 1 is alone. */
  confidence_score: number;
  reason: string;
};

export type Detection = {
  fitted_on: "learning period" | "asked period";
  features: string[];
  /** Rows judged: those in maintenance, at fault or offline are left out. */
  total_data_points: number;
  /** The score above which a row is an anomaly; null when there was nothing to judge. */
  threshold: number | null;
  anomalies: Detected[];
};

/**
 * Judges the asked rows by an isolation forest fitted on the learning rows. A row is an anomaly when it is odder than
 * all but `contamination` of the fitted rows and a feature is two standard deviations off, when it is odder than every
 * one of them, or when a feature is three off and outside all that was learned: trees grown on good rows only cannot
 * tell far outside from the edge. Missing values become the learning mean.
 * @throws {RangeError} when contamination is out of range
 */
export async function detectAnomalies(question: DetectQuestion): Promise<Detection> {
  const { seed = 42, contamination, pause } = question;
  const names = question.learning.names.filter((name) => question.asked.names.includes(name));
  const learned = chooseRows(question.learning, names);
  const enough = names.length > 0 && learned.at.length >= MIN_LEARNING_ROWS;
  const features = enough ? names : question.asked.names;
  const asked = chooseRows(question.asked, features);
  const fitted = enough ? learned : asked;
  const answer: Detection = {
    fitted_on: enough ? "learning period" : "asked period",
    features,
    total_data_points: asked.at.length,
    threshold: null,
    anomalies: [],
  };
  if (asked.rows.length === 0) return answer;

  const normals = columnNormals(fitted);
  fillMissing(fitted, normals);
  fillMissing(asked, normals);
  const forest = fitForest(fitted.rows, features.length, { seed });
  const score = async (rows: Float64Array) => {
    const scores = new Float64Array(rows.length / features.length);
    for (let from = 0; from < scores.length; from += SLICE_ROWS) {
      if (from > 0) await pause?.();
      scores.set(scoreForest(forest, rows, from, Math.min(from + SLICE_ROWS, scores.length)), from);
    }
    return scores;
  };
  const ordinary = await score(fitted.rows);
  const threshold = thresholdFor(ordinary, contamination);
  const oddest = ordinary.reduce((a, b) => Math.max(a, b), 0);
  const scores = enough ? await score(asked.rows) : ordinary;
  scores.forEach((odd, row) => {
    const { found, outside } = describe(asked, row, normals, odd);
    const unseen = odd > oddest || (outside && found.severity === "critical");
    if (unseen || (odd > threshold && found.severity !== "normal")) answer.anomalies.push(found);
  });
  return { ...answer, threshold };
}

type Normal = { moments: Moments; low: number; high: number };

/** What each column's known values are like. */
function columnNormals({ names, rows }: FeatureRows): Normal[] {
  const normals = names.map((): Normal => ({ moments: newMoments(), low: Infinity, high: -Infinity }));
  rows.forEach((value, index) => {
    if (!Number.isFinite(value)) return;
    const normal = normals[index % names.length]!;
    learn(normal.moments, value, Infinity);
    normal.low = Math.min(normal.low, value);
    normal.high = Math.max(normal.high, value);
  });
  return normals;
}

function fillMissing({ names, rows }: FeatureRows, normals: readonly Normal[]) {
  rows.forEach((value, index) => {
    if (!Number.isFinite(value)) rows[index] = normals[index % names.length]!.moments[1];
  });
}

/** Tells a row by the feature that deviates most, and whether that one is outside all that was learned. */
function describe({ at, names, rows }: FeatureRows, row: number, normals: readonly Normal[], score: number) {
  const values = rows.subarray(row * names.length, (row + 1) * names.length);
  const deviations = normals.map(({ moments }, index) =>
    deviationFrom(values[index]!, moments[1], spread(moments)),
  );
  const sizes = deviations.map(({ deviation_sd }) => Math.abs(deviation_sd));
  const worst = sizes.indexOf(Math.max(...sizes));
  const deviation = deviations[worst]!;
  const metric = names[worst]!.replace(/^avg_/, "");
  const value = values[worst]!;
  const found: Detected = {
    ...deviation,
    at: at[row]!,
    metric,
    value,
    severity: severityOf(deviation.deviation_sd),
    anomaly_type: typeOf(metric),
    confidence_score: score,
    reason: reasonOf(metric, value, deviation),
  };
  return { found, outside: value < normals[worst]!.low || value > normals[worst]!.high };
}

/** A detected row as an alarm. It stays open until somebody resolves it: nobody watches history for its end. */
export function detectedAlarm(
  found: Detected,
  machine: Pick<Machine, "id" | "name" | "type">,
  newId: () => string,
): Alarm {
  const { at, confidence_score, ...told } = found;
  return {
    ...told,
    id: newId(),
    machine_id: machine.id,
    machine_name: machine.name,
    machine_type: machine.type,
    state: "new",
    unit: unitOf(found.metric),
    score: confidence_score,
    peak_score: confidence_score,
    detection_method: "isolation_forest",
    origin: "detect",
    opened_at: at,
    updated_at: at,
    cleared_at: null,
    resolved_at: null,
    acknowledged_at: null,
    acknowledged_by: null,
    note: null,
  };
}
