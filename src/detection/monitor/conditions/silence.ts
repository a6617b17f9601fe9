import type { Limits } from "../../../domain/alarm/machine_limits";
import type { Machine } from "../../../domain/machine/machine";
import { MACHINE_SILENCE, SERIES_SILENCE } from "../../../domain/alarm/silence";
import { own } from "../../../domain/own_property";
import { MINUTE_MS, SECOND_MS } from "../../../domain/time_units";
import type { Abnormality } from "../abnormality";
import type { Contributor, Finding } from "../../../domain/alarm/alarm";
import { remainingReport } from "../episode";
import type { Evidence } from "../evidence";
import { partsOf, SILENCE, silenceSource, type Source } from "../source";
import type { MachineState } from "../state/machine_state";

/** After a start the server has to have listened for as long as the limit allows, and at least so long. */
const LISTENED_MS = 15 * SECOND_MS;
/** A machine that said so before it stopped is not missed. */
const QUIET_MODES: ReadonlySet<string> = new Set(["offline", "maintenance"]);

/** Whether nothing has come for as long as a limit allows; times in epoch milliseconds. */
export function isSilent(lastAt: number, silentMinutes: number, now: number): boolean {
  return now - lastAt >= silentMinutes * MINUTE_MS;
}

type Listening = { now: number; listeningSince: number };

/**
 * The silence of a machine, from its newest reading or, before the first one, its registration; or else of
 * the series whose limits name a time of their own.
 */
export function silencesOf(
  state: MachineState | undefined,
  machine: Pick<Machine, "created_at"> | undefined,
  { silent_minutes, metrics }: Limits,
  listening: Listening,
): Abnormality[] {
  if (state?.mode && QUIET_MODES.has(state.mode.mode)) return [];
  const beganAt = machine?.created_at;
  const heardAt = state?.heard_at ?? beganAt;
  if (silent_minutes !== undefined && heardAt !== undefined && isMissed(heardAt, silent_minutes, listening))
    return [machineSilence(state, heardAt, silent_minutes)];
  return metrics.flatMap(({ metric, silent_minutes: minutes, severity }) => {
    const value = state && own(state.values, metric);
    const at = value?.at ?? beganAt;
    if (minutes === undefined || at === undefined || !isMissed(at, minutes, listening)) return [];
    const source = silenceSource(metric);
    return [
      {
        ...silence(at, metric, minutes, value?.value === undefined ? [] : [[metric, value.value]]),
        type: SERIES_SILENCE,
        severity,
        sources: [source],
        metric,
      },
    ];
  });
}

function isMissed(lastAt: number, minutes: number, { now, listeningSince }: Listening): boolean {
  const hasListened = now - listeningSince >= Math.max(minutes * MINUTE_MS, LISTENED_MS);
  return hasListened && isSilent(lastAt, minutes, now);
}

function machineSilence(state: MachineState | undefined, at: number, minutes: number): Abnormality {
  const sent = Object.entries(state?.newest?.metrics ?? {});
  return silence(at, null, minutes, sent.slice(0, 1));
}

/** Of a metric, or null: of all. Named by the value that was sent last, if any. */
function silence(
  since: number,
  metric: string | null,
  minutes: number,
  last: readonly [string, number][],
): Abnormality {
  return {
    score: 1,
    severity: "warning",
    since,
    method: "limit",
    type: MACHINE_SILENCE,
    sources: [SILENCE],
    contributors: () => last.map(lastValue),
    cause: { kind: "silence", metric, allowed_minutes: minutes },
  };
}

function lastValue([metric, value]: readonly [string, number]): Contributor {
  return {
    metric,
    value,
    expected_value: value,
    deviation_percent: null,
    deviation_sd: null,
    share: 1,
  };
}

/**
 * Ends the silence of a machine that sends again, and of each series that has a good value again. An alarm
 * that was about nothing else is over; another one says what else it is about.
 * @param heardAt when the machine was heard last before this reading
 */
export function endSilences(
  state: MachineState,
  { row: { at, metrics }, isPast }: Evidence,
  heardAt: number | undefined,
): Finding[] {
  const { episode } = state;
  if (!episode || isPast || (heardAt !== undefined && at <= heardAt)) return [];
  const isOver = (source: Source) =>
    source === SILENCE ||
    (partsOf(source).kind === "silence" && own(metrics, partsOf(source).subject) !== undefined);
  if (!episode.involved.some(isOver)) return [];
  episode.involved = episode.involved.filter((source) => !isOver(source));
  episode.reported = episode.reported?.filter((source) => !isOver(source));
  if (episode.involved.length > 0) return [remainingReport(episode, at) ?? []].flat();
  state.episode = null;
  return [{ kind: "cleared", anomaly_id: episode.anomaly_id, at }];
}
