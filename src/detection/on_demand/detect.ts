import type { Alarm, Severity } from "../../domain/alarm/alarm";
import type { Machine } from "../../domain/machine/machine";
import { unitOf } from "../../domain/machine/metric";
import { type Deviation, deviationFrom, reasonOf, severityOf, typeOf } from "../deviation";
import { chooseRows, type FeatureRows } from "./feature_rows";
import { fitForest, scoreForest, thresholdFor } from "./isolation_forest";
import { expectedValue, type SeasonalProfile, learnProfile } from "./seasonal_profile";

/** Below this many learning rows the asked period has to judge itself. */
const MIN_LEARNING_ROWS = 50;
/** Rows scored between two pauses: about 10 ms. */
const SLICE_ROWS = 2000;

/** Explains the others and is not judged itself: the weather is not the machine's doing. */
const WEATHER = "avg_outdoor_temp_c";

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
 * Judges the asked rows by an isolation forest fitted on how far the learning rows are from the habit of their hour
 * and weather. A row is an anomaly when it is odder than
 * all but `contamination` of the fitted rows and a feature is two standard deviations off, when it is odder than every
 * one of them, or when a feature is three off and outside all that was learned: trees grown on good rows only cannot
 * tell far outside from the edge. Missing values are taken to be usual.
 * @throws {RangeError} when contamination is out of range
 */
export async function detectAnomalies(question: DetectQuestion): Promise<Detection> {
  const { seed = 42, contamination, pause } = question;
  const common = question.learning.names.filter((name) => question.asked.names.includes(name));
  const learned = chooseRows(question.learning, common);
  const enough = common.length > 0 && learned.at.length >= MIN_LEARNING_ROWS;
  const names = enough ? common : question.asked.names;
  const asked = chooseRows(question.asked, names);
  const fitted = enough ? learned : asked;
  const features = names.filter((name) => name !== WEATHER);
  const answer: Detection = {
    fitted_on: enough ? "learning period" : "asked period",
    features: names,
    total_data_points: asked.at.length,
    threshold: null,
    anomalies: [],
  };
  if (asked.at.length === 0 || features.length === 0) return answer;

  const weather = columnOf(fitted, WEATHER);
  const habits = features.map((name) => ({
    name,
    profile: learnProfile({ at: fitted.at, values: columnOf(fitted, name)!, weather }),
  }));
  const learnedResiduals = residualsOf(fitted, habits, true);
  const forest = fitForest(learnedResiduals, features.length, { seed });
  const score = async (rows: Float64Array) => {
    const scores = new Float64Array(rows.length / features.length);
    for (let from = 0; from < scores.length; from += SLICE_ROWS) {
      if (from > 0) await pause?.();
      scores.set(scoreForest(forest, rows, from, Math.min(from + SLICE_ROWS, scores.length)), from);
    }
    return scores;
  };
  const ordinary = await score(learnedResiduals);
  const threshold = thresholdFor(ordinary, contamination);
  const oddest = ordinary.reduce((a, b) => Math.max(a, b), 0);
  const scores = enough ? await score(residualsOf(asked, habits)) : ordinary;
  scores.forEach((odd, row) => {
    const { found, outside } = describe(asked, row, habits, odd);
    const unseen = odd > oddest || (outside && found.severity === "critical");
    if (unseen || (odd > threshold && found.severity !== "normal")) answer.anomalies.push(found);
  });
  return { ...answer, threshold };
}

type NamedHabit = { name: string; profile: SeasonalProfile };

function columnOf({ at, names, rows }: FeatureRows, name: string): Float64Array | null {
  const column = names.indexOf(name);
  return column < 0 ? null : at.map((_, row) => rows[row * names.length + column]!);
}

/** How far each value is from what is usual, row-major in the order of the habits; one not known is taken to be usual. */
function residualsOf(features: FeatureRows, habits: readonly NamedHabit[], learned = false): Float64Array {
  const weather = columnOf(features, WEATHER);
  const residuals = new Float64Array(features.at.length * habits.length);
  habits.forEach(({ name, profile }, column) => {
    columnOf(features, name)!.forEach((value, row) => {
      if (!Number.isFinite(value)) return;
      const expected = expectedValue(
        profile,
        features.at[row]!,
        weather?.[row] ?? NaN,
        learned ? value : undefined,
      );
      residuals[row * habits.length + column] = value - expected;
    });
  });
  return residuals;
}

/** Tells a row by the feature that deviates most, and whether that is further than anything learned. */
function describe(
  { at, names, rows }: FeatureRows,
  row: number,
  habits: readonly NamedHabit[],
  score: number,
) {
  const valueOf = (name: string) => rows[row * names.length + names.indexOf(name)] ?? NaN;
  const told = habits.map(({ name, profile }) => {
    const expected = expectedValue(profile, at[row]!, valueOf(WEATHER));
    const value = Number.isFinite(valueOf(name)) ? valueOf(name) : expected;
    const { sd, low, high } = profile.residual;
    const outside = value - expected < low || value - expected > high;
    return { metric: name.replace(/^avg_/, ""), value, outside, ...deviationFrom(value, expected, sd) };
  });
  const { outside, ...worst } = told.reduce((a, b) =>
    Math.abs(b.deviation_sd) > Math.abs(a.deviation_sd) ? b : a,
  );
  const found: Detected = {
    ...worst,
    at: at[row]!,
    severity: severityOf(worst.deviation_sd),
    anomaly_type: typeOf(worst.metric),
    confidence_score: score,
    reason: reasonOf(worst.metric, worst.value, worst),
  };
  return { found, outside };
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
