import { limitSource, SILENCE, type Source, seriesSource } from "../source";
import type { Episode } from "../episode";
import type { LimitState } from "../limits/check";
import { newRun, type Run } from "../run";
import { type MachineState, newMachineState, type SeriesState } from "./machine_state";

/**
 * The state of a machine as version 4 saved it: one run for all limits of a machine, one time for all series.
 */
export type Version4 = Pick<MachineState, "newest" | "score" | "ended_at"> & {
  version: 4;
  series: Record<string, Omit<SeriesState, "run" | "at"> & { run: Run4 }>;
  limits: {
    state: Record<string, { at: number; value: number; since: number; beyond: boolean }>;
    run: Run4;
  };
  newest_unjudged?: { at: number; mode: string | null };
  episode: Episode4 | null;
};

type Run4 = Omit<Run, "at">;
type Episode4 = Omit<Episode, "involved" | "reported" | "contributors"> & {
  involved: string[];
  beyond?: string[];
};

const LIMITS4 = "operator limits";
const SILENCE4 = "operator silence";

export function fromVersion4(saved: Version4): MachineState {
  const { series, limits, newest, newest_unjudged, episode, score, ended_at } = saved;
  const last = newest_unjudged && (!newest || newest_unjudged.at > newest.at) ? newest_unjudged : newest;
  return {
    ...newMachineState(),
    series: Object.fromEntries(Object.entries(series).map(([subject, each]) => [subject, seriesFrom(each)])),
    limits: Object.fromEntries(
      Object.entries(limits.state).map(([metric, each]) => [metric, limitFrom(each, limits.run)]),
    ),
    values: valuesFrom(saved),
    ...(last ? { heard_at: last.at } : {}),
    ...(last && last.mode !== null
      ? { mode: { at: last.at, since: last.at, mode: last.mode.toLowerCase() } }
      : {}),
    newest,
    score,
    episode: episode && episodeFrom(episode, Object.keys(limits.state)),
    ended_at,
  };
}

function seriesFrom({ run, ...same }: Version4["series"][string]): SeriesState {
  return { ...same, run: runFrom(run) };
}

/** A version 4 run went on with every reading: it is as old as its quiet. */
function runFrom(run: Run4): Run {
  return { at: Math.max(run.since, run.below_reset_since), ...run };
}

function limitFrom({ at, value, since, beyond }: Version4["limits"]["state"][string], run: Run4): LimitState {
  return {
    flat: { value, at, same_ms: at - since },
    over: beyond ? { since: run.since, count: Math.max(1, Math.ceil(run.above)) } : null,
    beyond,
    run: beyond ? { ...newRun(), at, above: run.above, since: run.since } : { ...runFrom(run), at },
  };
}

function valuesFrom({ newest, limits }: Version4): MachineState["values"] {
  const values: MachineState["values"] = {};
  for (const [metric, value] of Object.entries(newest?.metrics ?? {}))
    values[metric] = { at: newest!.at, value };
  for (const [metric, { at, value }] of Object.entries(limits.state)) values[metric] ??= { at, value };
  return values;
}

function episodeFrom({ involved, beyond, ...same }: Episode4, limited: readonly string[]): Episode {
  const sources = involved.flatMap((source): Source[] => {
    if (source === SILENCE4) return [SILENCE];
    if (source !== LIMITS4) return [seriesSource(source)];
    return (beyond?.length ? beyond : limited).map(limitSource);
  });
  return { ...same, involved: sources, ...(beyond ? { reported: beyond.map(limitSource) } : {}) };
}
