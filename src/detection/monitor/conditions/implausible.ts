import type { Finding } from "../../../domain/alarm/alarm";
import { instantOf, isPast, type Reading } from "../../../domain/machine/reading";
import { own } from "../../../domain/own_property";
import type { Abnormality } from "../abnormality";
import { isNewContributor, rearm } from "../episode";
import type { Evidence } from "../evidence";
import { type Announced, openingOf, worsenedBy } from "../report";
import { isQuiet, newRun, noteScore, type Run } from "../run";
import { implausibleSource, partsOf, type Source } from "../source";
import type { MachineState } from "../state/machine_state";

/** A machine's implausible values: their alarm is beside that of the machine, and touches nothing else. */
export const PLAUSIBILITY = "plausibility";

/** The recent values of the metrics of that alarm, by metric: 1 implausible, 0 good. */
export type PlausibilityRuns = Record<string, Run>;

/** What the values of a reading, good and implausible, change in the alarm on implausible values. */
export function judgePlausibility(
  state: MachineState,
  reading: Reading,
  { row }: Pick<Evidence, "row">,
  announced: Announced,
): Finding[] {
  for (const metric of Object.keys(state.implausible.runs))
    if (own(row.metrics, metric) !== undefined) noteScore(state.implausible.runs[metric]!, 0, row.at);
  const findings = reading.marked ? raised(state, reading, announced) : [];
  return [...findings, ...(isPast(reading) ? [] : cleared(state, row.at))];
}

function raised(state: MachineState, reading: Reading, announced: Announced): Finding[] {
  const at = instantOf(reading);
  const { runs } = state.implausible;
  return Object.entries(reading.marked ?? {}).flatMap(([metric, mark]): Finding[] => {
    if (mark.quality !== "implausible" || at < (own(state.values, metric)?.at ?? -Infinity)) return [];
    if (at <= (own(runs, metric)?.at ?? -Infinity)) return [];
    noteScore((runs[metric] ??= newRun()), 1, at);
    return isPast(reading) ? [] : raise(state, abnormal(metric, mark.value, at), at, announced);
  });
}

function raise(state: MachineState, abnormality: Abnormality, at: number, announced: Announced): Finding[] {
  const { episode } = state.implausible;
  if (!episode) {
    const { finding, episode: opened } = openingOf(abnormality, at, state.implausible.ended_at, announced);
    state.implausible.episode = opened;
    return [finding];
  }
  if (!isNewContributor(episode, abnormality, at)) return [];
  return [worsenedBy(abnormality, episode.anomaly_id, at, true)];
}

function cleared(state: MachineState, at: number): Finding[] {
  const { episode, runs } = state.implausible;
  if (!episode) return [];
  const isOver = (source: Source) => {
    const run = own(runs, partsOf(source).subject);
    return run !== undefined && isQuiet(run, episode.off_delay_ms);
  };
  rearm(episode, isOver);
  if (episode.involved.length === 0 || !episode.involved.every(isOver)) return [];
  state.implausible = { episode: null, ended_at: at, runs: {} };
  return [{ kind: "cleared", anomaly_id: episode.anomaly_id, at }];
}

function abnormal(metric: string, value: number, at: number): Abnormality {
  return {
    score: 1,
    severity: "warning",
    since: at,
    method: PLAUSIBILITY,
    type: "implausible_value",
    sources: [implausibleSource(metric)],
    contributors: () => [],
    metric,
    value,
    cause: { kind: "implausible", metric, value },
  };
}

/** Ends the alarm on implausible values by hand, if it is this one. @returns whether it is */
export function dropPlausibility(state: MachineState, anomalyId: string): boolean {
  if (state.implausible.episode?.anomaly_id !== anomalyId) return false;
  state.implausible = { ...state.implausible, episode: null, runs: {} };
  return true;
}
