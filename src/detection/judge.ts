import type { Alarm, Finding } from "../model/alarm";
import type { Machine } from "../model/machine";
import { unitOf } from "../model/metric";
import { type Reading, UNJUDGED_MODES } from "../model/reading";
import { reasonOf, typeOf } from "./deviation";
import { isLearned, judgedSpread, LEARNING_READINGS, own } from "./normals";
import {
  beginEpisode,
  type Change,
  episodeOf,
  newWatch,
  type Trouble,
  type Watch,
  watchReading,
} from "./watch";

/** The span in which a metric of a machine is normal now; undefined until the judge has learned. */
export type Band = { low: number; high: number };

/** Looks at every reading the moment it arrives. No clock and no I/O: time comes from the readings. */
export type Judge = {
  /** Readings in the order of arrival; those older than their machine's newest must not be passed. */
  judge(readings: Reading[]): Finding[];
  band(machineId: string, metric: string): Band | undefined;
  /** Share of the learning done, 0 to 1, by machine. */
  learned(machineId: string): number;
  /** The serialisable state of each machine touched since the last call. */
  snapshot(): Map<string, unknown>;
};

export type JudgeStart = {
  machine(id: string): Machine | undefined;
  /** Alarms of ours that are still active, so that a restart continues their episodes. */
  open: readonly Alarm[];
  states: ReadonlyMap<string, unknown>;
  /** A new alarm's id. */
  newId(): string;
};

/** A band reaches so far to both sides of the mean: beyond it a reading is a warning. */
const BAND_SD = 2;

/**
 * A judge that learns each metric of each machine by itself, mode by mode, and opens one episode a machine when a
 * metric leaves its normal for several readings in a row.
 */
export function createJudge({ machine, open, states, newId }: JudgeStart): Judge {
  const watches = new Map<string, Watch>();
  const touched = new Set<string>();
  for (const [id, state] of states) if (isWatch(state)) watches.set(id, structuredClone(state));
  continueEpisodes();

  /** The alarms decide: an episode without one was resolved by hand, and one whose state is lost still has to clear. */
  function continueEpisodes() {
    const alarms = new Map(
      open.filter(({ origin }) => origin === "live").map((alarm) => [alarm.machine_id, alarm]),
    );
    for (const [id, watch] of watches) {
      if (watch.episode && watch.episode.anomaly_id !== alarms.get(id)?.id) watch.episode = null;
    }
    for (const [id, alarm] of alarms) {
      if (id !== null) watchOf(id).episode ??= episodeOf(alarm);
    }
  }

  function watchOf(id: string): Watch {
    let watch = watches.get(id);
    if (!watch) watches.set(id, (watch = newWatch()));
    return watch;
  }

  function judgeOne(reading: Reading): Finding | undefined {
    if (reading.mode !== null && UNJUDGED_MODES.has(reading.mode)) return undefined;
    const watch = watchOf(reading.machine_id);
    touched.add(reading.machine_id);
    const anomaly_id = watch.episode?.anomaly_id;
    const change: Change = watchReading(watch, reading);
    if (change?.kind === "opened") {
      const alarm = alarmOf(change.trouble, reading, machine(reading.machine_id), newId());
      beginEpisode(watch, alarm.id, change.trouble, reading.at);
      return { kind: "opened", alarm };
    }
    if (!change || anomaly_id === undefined) return undefined;
    if (change.kind === "cleared") return { kind: "cleared", anomaly_id, at: reading.at };
    const { mode: _, ...trouble } = change.trouble;
    return { kind: "worsened", anomaly_id, at: reading.at, ...trouble };
  }

  return {
    judge: (readings) => readings.flatMap((reading) => judgeOne(reading) ?? []),
    band(machineId, metric) {
      const watch = watches.get(machineId);
      const normals = watch && own(watch.modes, watch.mode);
      const regime = normals?.regimes[normals.current];
      const moments = regime && own(regime.metrics, metric);
      if (!isLearned(moments)) return undefined;
      const reach = BAND_SD * judgedSpread(moments);
      return { low: moments[1] - reach, high: moments[1] + reach };
    },
    learned(machineId) {
      const modes = Object.values(watches.get(machineId)?.modes ?? {});
      const counts = modes.flatMap(({ regimes }) =>
        Object.values(regimes[0]?.metrics ?? {}).map(([count]) => count),
      );
      return Math.min(1, Math.max(0, ...counts) / LEARNING_READINGS);
    },
    snapshot() {
      const changed = new Map([...touched].map((id) => [id, structuredClone(watchOf(id))]));
      touched.clear();
      return changed;
    },
  };
}

/** What was saved by another version is not understood: the machine is learned anew. */
function isWatch(state: unknown): state is Watch {
  return (
    typeof state === "object" && state !== null && "version" in state && state.version === newWatch().version
  );
}

function alarmOf(
  trouble: Trouble,
  { machine_id, at }: Reading,
  machine: Machine | undefined,
  id: string,
): Alarm {
  const { mode: _, ...told } = trouble;
  const { metric, value } = told;
  return {
    ...told,
    id,
    machine_id,
    machine_name: machine?.name ?? null,
    machine_type: machine?.type ?? null,
    state: "new",
    anomaly_type: typeOf(metric),
    unit: unitOf(metric),
    peak_score: trouble.score,
    detection_method: "ewma",
    reason: reasonOf(metric, value, trouble),
    origin: "live",
    opened_at: at,
    updated_at: at,
    cleared_at: null,
    resolved_at: null,
    acknowledged_at: null,
    acknowledged_by: null,
    note: null,
  };
}
