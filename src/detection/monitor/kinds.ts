import { own } from "../../domain/own_property";
import {
  kindOf,
  mayCount,
  newMemory,
  noteValue,
  type SeriesKind,
  stillCounts,
} from "../../domain/machine/series_kind";
import { detectorOf, newSelected, type Selection } from "../select_detector";
import { isJudged } from "../watched_metrics";
import { type Evidence, isUnjudged, SEVERAL } from "./evidence";
import { newRun, noteScore } from "./run";
import { seriesSource } from "./source";
import type { MachineState, SeriesState } from "./state/machine_state";
import type { SeriesValue } from "./state/series_values";

/*
 * The kind of each series: `good_parts` is a gauge by its name, and a counter by what it does. A counter is
 * not judged by a band, since it leaves every one.
 */

type Setting = (metric: string) => SeriesKind | undefined;

/**
 * Follows the kinds of a machine's series with the new values of a reading, and adds those that their names
 * do not say to its row. What was learned of a series that is not judged any more goes.
 * @param setting the kind that somebody set for a metric
 */
export function noteKinds(
  state: MachineState,
  { row, mode, isPast }: Evidence,
  how: Selection,
  setting?: Setting,
) {
  for (const metric in row.metrics) {
    const set = setting?.(metric);
    // Most names say their kind.
    if (set === undefined && !state.kinds && !mayCount(metric)) continue;
    const kind = kindNow(state, metric, row.at, row.metrics[metric]!, set);
    const known = state.kinds && own(state.kinds, metric);
    if (kind === (known ?? kindOf(metric))) continue;
    setKind(state, metric, kind);
    if (isJudged(metric, known) && !isJudged(metric, kind)) dropLearned(state, metric, how);
  }
  if (!state.kinds) return;
  row.kinds = state.kinds;
  if (!isPast && !isUnjudged(mode)) endLearned(state, row.at, row.metrics);
}

function kindNow(
  { values, kinds }: MachineState,
  metric: string,
  at: number,
  value: number,
  setting: SeriesKind | undefined,
): SeriesKind {
  const series = mayCount(metric) ? own(values, metric) : undefined;
  if (!series) return kindOf(metric, undefined, setting);
  const memory = remember(series, at, value);
  const kind = kindOf(metric, memory, setting);
  const wasCounter = kinds !== undefined && own(kinds, metric) === "counter";
  return !setting && wasCounter && stillCounts(memory) ? "counter" : kind;
}

function remember(series: SeriesValue, at: number, value: number) {
  if (series.memory) noteValue(series.memory, at, value);
  else series.memory = newMemory(at, value);
  return series.memory;
}

/** Only what the name does not say is kept, so that most machines keep nothing. */
function setKind(state: MachineState, metric: string, kind: SeriesKind) {
  const { [metric]: _, ...others } = state.kinds ?? {};
  const kinds = kind === kindOf(metric) ? others : { ...others, [metric]: kind };
  if (Object.keys(kinds).length > 0) state.kinds = kinds;
  else delete state.kinds;
}

/**
 * The band of a metric that is not judged any more goes; the metrics that it was learned with keep theirs.
 */
function dropLearned(state: MachineState, metric: string, how: Selection) {
  const several = own(state.series, SEVERAL);
  if (several) {
    several.candidate = null;
    const { detector } = several;
    const goesOn = detectorOf(detector, how.detectors).drop?.(detector.state, metric) ?? false;
    if (!goesOn) beginAgain(several, how);
  }
  const alone = own(state.series, metric);
  if (alone) beginAgain(alone, how);
}

function beginAgain(series: SeriesState, { detectors }: Selection) {
  series.detector = newSelected(detectors);
  series.candidate = null;
  series.run = newRun();
}

/**
 * Each value of a metric that is not judged any more is a good one: an alarm that its band had opened clears
 * by them after its off-delay, as any other. Then nothing is left of the series.
 */
function endLearned(
  { series, kinds, episode }: MachineState,
  at: number,
  metrics: Readonly<Record<string, number>>,
) {
  for (const metric in kinds) {
    const of = own(series, metric);
    if (!of || isJudged(metric, kinds[metric])) continue;
    if (!episode?.involved.includes(seriesSource(metric))) delete series[metric];
    else if (own(metrics, metric) !== undefined) noteScore(of.run, 0, at);
  }
}
