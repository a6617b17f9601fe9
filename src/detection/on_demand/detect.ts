import { type Alarm, JUST_OPENED, type Severity } from "../../domain/alarm/alarm";
import type { AlarmCause } from "../../domain/alarm/cause";
import type { Machine } from "../../domain/machine/machine";
import { unitOf } from "../../domain/machine/metric";
import { type Deviation, deviationFrom, severityOf, typeOf } from "../deviation";
import { chooseRows, type FeatureRows } from "./feature_rows";
import type { Forest } from "./forest";
import { fitForest, scoreForest, thresholdFor } from "./isolation_forest";
import { beside, judgedFeatures, type Profile, profilesOf, residualsOf } from "./residuals";

/** With fewer learning rows the asked period is judged by itself. */
const MIN_LEARNING_ROWS = 50;
/** Rows scored between two pauses: about 10 ms. */
const SLICE_ROWS = 2000;

export type DetectQuestion = {
  learning: FeatureRows;
  asked: FeatureRows;
  /** Share of the fitted rows taken to be abnormal: above 0, at most 0.5. */
  contamination: number;
  seed?: number;
  /** Awaited between slices of rows, so that a caller's event loop may turn. */
  pause?: () => Promise<void>;
};

/** A row that is abnormal as a whole, named by the feature that deviates most. */
export type Detected = Deviation & {
  at: number;
  /** As it was sent, without the roll-up's `avg_`. */
  metric: string;
  value: number;
  severity: Severity;
  anomaly_type: string;
  /** The forest's score, 0 to 1: about 0.5 is ordinary, near 1 is alone. */
  confidence_score: number;
  cause: AlarmCause;
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
 * Judges the asked rows by an isolation forest, fitted on how far the learning rows are from the normal of
 * their hour and weather. A row is an anomaly when it is more abnormal than all but `contamination` of the
 * fitted rows and a feature is two standard deviations off; when it is more abnormal than every one of them;
 * or when a feature is three off and outside all that was learned, since trees grown on good rows only cannot
 * tell far outside from the edge. Missing values count as expected ones.
 * @throws {RangeError} when contamination is out of range
 */
export async function detectAnomalies(question: DetectQuestion): Promise<Detection> {
  const { seed = 42, contamination, pause } = question;
  const { enough, fitted, asked, names } = rowsFor(question);
  const features = judgedFeatures(names);
  const answer: Detection = {
    fitted_on: enough ? "learning period" : "asked period",
    features: names,
    total_data_points: asked.at.length,
    threshold: null,
    anomalies: [],
  };
  if (asked.at.length === 0 || features.length === 0) return answer;

  const profiles = profilesOf(fitted, features);
  const learned = residualsOf(fitted, profiles, true);
  const forest = fitForest(learned, features.length, { seed });
  const ordinary = await scoreInSlices(forest, learned, pause);
  const threshold = thresholdFor(ordinary, contamination);
  const highest = ordinary.reduce((a, b) => Math.max(a, b), 0);
  const scores = enough ? await scoreInSlices(forest, residualsOf(asked, profiles), pause) : ordinary;
  scores.forEach((score, row) => {
    const { found, isOutside } = describe(asked, row, profiles, score);
    const isUnseen = score > highest || (isOutside && found.severity === "critical");
    if (isUnseen || (score > threshold && found.severity !== "normal")) answer.anomalies.push(found);
  });
  return { ...answer, threshold };
}

/** The rows to fit and to judge: the asked rows for both when too few were learned. */
function rowsFor({ learning, asked }: DetectQuestion) {
  const common = learning.names.filter((name) => asked.names.includes(name));
  const learned = chooseRows(learning, common);
  const enough = common.length > 0 && learned.at.length >= MIN_LEARNING_ROWS;
  const names = enough ? common : asked.names;
  const judged = chooseRows(asked, names);
  return { enough, names, asked: judged, fitted: enough ? learned : judged };
}

async function scoreInSlices(forest: Forest, rows: Float64Array, pause: DetectQuestion["pause"]) {
  const scores = new Float64Array(rows.length / forest.columns);
  for (let from = 0; from < scores.length; from += SLICE_ROWS) {
    if (from > 0) await pause?.();
    scores.set(scoreForest(forest, rows, from, Math.min(from + SLICE_ROWS, scores.length)), from);
  }
  return scores;
}

/**
 * Describes a row by the feature that deviates most, and says whether that is further off than anything
 * learned.
 */
function describe(rows: FeatureRows, row: number, profiles: readonly Profile[], score: number) {
  const deviations = profiles.map((each) => {
    const { value, expected, sd, isOutside } = beside(rows, row, each);
    const metric = each.name.replace(/^avg_/, "");
    return { metric, value, isOutside, ...deviationFrom(value, expected, sd) };
  });
  const { isOutside, ...worst } = deviations.reduce((a, b) =>
    Math.abs(b.deviation_sd) > Math.abs(a.deviation_sd) ? b : a,
  );
  const found: Detected = {
    ...worst,
    at: rows.at[row]!,
    severity: severityOf(worst.deviation_sd),
    anomaly_type: typeOf(worst.metric),
    confidence_score: score,
    cause: { kind: "deviation", ...worst },
  };
  return { found, isOutside };
}

/**
 * A detected row as an alarm. It stays open until somebody resolves it: nothing watches the past for its end.
 */
export function detectedAlarm(
  found: Detected,
  machine: Pick<Machine, "id" | "name" | "type">,
  newId: () => string,
): Alarm {
  const { at, confidence_score, ...described } = found;
  return {
    ...described,
    id: newId(),
    machine_id: machine.id,
    machine_name: machine.name,
    machine_type: machine.type,
    state: "new",
    reason: null,
    unit: unitOf(found.metric),
    score: confidence_score,
    peak_score: confidence_score,
    detection_method: "isolation_forest",
    origin: "detect",
    opened_at: at,
    updated_at: at,
    ...JUST_OPENED,
  };
}
