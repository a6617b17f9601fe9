import { SEVERITIES } from "../../domain/alarm/alarm";
import type { Detector } from "../detector";
import { METHODS } from "../select_detector";
import { fitForest, scoreForest, thresholdFor } from "../on_demand/isolation_forest";
import { createMonitor } from "../monitor/monitor";
import { isFaultless, type Lesson, lessonsOf } from "./lesson";
import { type Confusion, confuse, meanOf, noConfusion, rates, rocAuc } from "./measures";
import { type NabPoints, nabPoints, nabScore } from "./nab";
import type { LabelledTable } from "./table";

const CONTAMINATION = 0.1;

/** As the live path selects its detectors, and the forest to compare with. */
const LIVE = "live";
const FOREST = "isolation_forest";
/** The names that `evaluate` knows: besides these two, each detector of the live path by itself. */
export const CONTESTANTS: readonly string[] = [LIVE, ...METHODS, FOREST];

/** Rates 0 to 1, microseconds a reading; null where the labels do not allow it. */
export type Measured = {
  file: string;
  rows: number;
  f1: number | null;
  far: number | null;
  mar: number | null;
  roc_auc: number | null;
  nab: number | null;
  us_per_reading: number;
};

/** The quality over a set of files. Runs without faults, learned longer, stand `apart` from the total. */
export type Evaluation = { files: Measured[]; apart: Measured[]; total: Measured };

/** Scores and alarms of the judged rows of a file; microseconds for each row. */
type Judged = { scores: number[]; flagged: boolean[]; raised: boolean[]; microseconds: number };

/**
 * `normalAfterMs`: a person calls an alarm that has been open for so long "normal now"; nobody does by
 * default. `detectors`: those of the live path by default.
 */
export type Conditions = { normalAfterMs?: number; detectors?: readonly Detector[] };

/**
 * Judges each file by itself.
 * @param detector one of CONTESTANTS
 * @param now milliseconds, to measure how long it takes
 */
export function evaluate(
  tables: readonly LabelledTable[],
  detector: string,
  now: () => number,
  conditions: Conditions = {},
): Evaluation {
  const files: Measured[] = [];
  const apart: Measured[] = [];
  const all = noConfusion();
  const nab: NabPoints[] = [];
  for (const lesson of lessonsOf(tables)) {
    const judged = detector === FOREST ? byForest(lesson, now) : byMonitor(lesson, detector, now, conditions);
    const points = nabOf(lesson, judged);
    const measured = measure(lesson, judged, points);
    if (isFaultless(lesson)) {
      apart.push(measured);
      continue;
    }
    files.push(measured);
    if (points) nab.push(points);
    confuse(judged.flagged, labelsOf(lesson), all);
  }
  return { files, apart, total: totalOf(files.length > 0 ? files : apart, all, nab) };
}

/** The code of the live path: a row is flagged while an alarm of warning or worse is open. */
function byMonitor(
  { table, learning }: Lesson,
  detector: string,
  now: () => number,
  { normalAfterMs = Infinity, detectors }: Conditions,
): Judged {
  let [open, made, openedAt] = [false, 0, 0];
  const monitor = createMonitor({
    machine: () => undefined,
    open: [],
    states: new Map(),
    newId: () => `alarm-${++made}`,
    learning,
    detectors,
    method: detector === LIVE ? undefined : detector,
  });
  const judged: Judged = { scores: [], flagged: [], raised: [], microseconds: 0 };
  monitor.observe(table.readings.slice(0, learning));
  const started = now();
  table.readings.slice(learning).forEach((reading) => {
    const [finding] = monitor.observe([reading]);
    if (finding?.kind === "opened") openedAt = reading.at;
    if (finding?.kind === "opened") open = SEVERITIES.indexOf(finding.alarm.severity) >= 1;
    if (finding?.kind === "cleared") open = false;
    judged.scores.push(monitor.score(table.file) ?? 0);
    judged.flagged.push(open);
    judged.raised.push(finding?.kind === "opened");
    if (!open || reading.at - openedAt < normalAfterMs) return;
    monitor.acceptAsNormal(table.file, reading.at);
    open = false;
  });
  judged.microseconds = (1000 * (now() - started)) / judged.scores.length;
  return judged;
}

function byForest({ table, learning }: Lesson, now: () => number): Judged {
  const names = Object.keys(table.readings[0]!.metrics);
  const rows = Float64Array.from(
    table.readings.flatMap(({ metrics }) => names.map((name) => metrics[name] ?? 0)),
  );
  const started = now();
  const count = table.readings.length - learning;
  const learned = rows.subarray(0, learning * names.length);
  const forest = fitForest(learned, names.length);
  const threshold = thresholdFor(scoreForest(forest, learned), CONTAMINATION);
  const scores = [...scoreForest(forest, rows, learning)];
  const flagged = scores.map((score) => score > threshold);
  return { scores, flagged, raised: flagged, microseconds: (1000 * (now() - started)) / count };
}

function labelsOf({ table, learning }: Lesson): boolean[] {
  return table.labels.slice(learning);
}

function nabOf({ table, learning }: Lesson, { raised }: Judged): NabPoints | null {
  const unscored = new Array<boolean>(learning).fill(false);
  return table.windows && nabPoints([...unscored, ...raised], table.windows, learning);
}

function measure(lesson: Lesson, judged: Judged, points: NabPoints | null): Measured {
  const labels = labelsOf(lesson);
  return {
    file: lesson.table.file,
    rows: labels.length,
    ...rates(confuse(judged.flagged, labels)),
    roc_auc: rocAuc(judged.scores, labels),
    nab: points && nabScore([points]),
    us_per_reading: judged.microseconds,
  };
}

/**
 * Flagged rows are added up over the files, as SKAB does; the area under the curve is the mean of the files.
 */
function totalOf(files: readonly Measured[], all: Confusion, nab: readonly NabPoints[]): Measured {
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  return {
    file: "total",
    rows,
    ...rates(all),
    roc_auc: meanOf(files.map(({ roc_auc }) => roc_auc)),
    nab: nabScore(nab),
    us_per_reading: files.reduce((sum, file) => sum + file.us_per_reading * file.rows, 0) / rows,
  };
}
