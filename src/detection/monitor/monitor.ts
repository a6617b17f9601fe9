import type { Alarm, Finding } from "../../domain/alarm/alarm";
import type { Limits } from "../../domain/alarm/machine_limits";
import type { Machine } from "../../domain/machine/machine";
import { type Reading, UNJUDGED_MODES } from "../../domain/machine/reading";
import { expected, type Method } from "../select_detector";
import { openEpisode } from "./episode";
import { isSilent } from "./limit_check";
import { own } from "../../domain/own_property";
import { alarmOf, silence, explain } from "../explain";
import type { Trouble } from "./abnormality";
import {
  acceptNow,
  type Change,
  endSilence,
  learnedOf,
  newWatch,
  relax,
  restartRuns,
  settle,
  type Watch,
  watchReading,
} from "./update";

/** The span in which a metric of a machine is normal now; undefined until the judge has learned. */
export type Band = { low: number; high: number };

/** Looks at every reading the moment it arrives. No clock and no I/O: time comes from the readings. */
export type Monitor = {
  /** Readings in the order of arrival; those older than their machine's newest must not be passed. */
  observe(readings: readonly Reading[]): Finding[];
  /** Learns from the past, oldest first, of machines that have no open alarm; opens none. */
  learn(readings: readonly Reading[]): void;
  /** An alarm was resolved by hand: its episode is not continued. A fault that goes on opens a new one. */
  forget(anomalyId: string): void;
  /** What has been off on this machine is normal now; the alarm that thereby clears. @param at epoch milliseconds */
  acceptAsNormal(machineId: string, at: number): Finding[];
  /**
   * An alarm was called false: while it is open, what has been off is normal now; once it is over, the machine is judged
   * less strictly. What thereby clears.
   */
  falseAlarm(alarm: Pick<Alarm, "id" | "machine_id">, at: number): Finding[];
  band(machineId: string, metric: string): Band | undefined;
  /**
   * Machines that have sent nothing for longer than their limits allow, each an alarm until it sends again.
   * @param listeningSince before that nobody could have been heard
   */
  silences(now: number, listeningSince?: number): Finding[];
  /** How odd the machine's newest reading was: 1 is a warning. Undefined until it has learned. */
  score(machineId: string): number | undefined;
  /** Share of the learning done, 0 to 1, by machine. */
  learned(machineId: string): number;
  /** The serialisable state of each of these machines (of all) that was touched since its last snapshot. */
  snapshot(machineIds?: Iterable<string>): Map<string, unknown>;
};

export type MonitorOptions = {
  machine(id: string): Machine | undefined;
  /** Alarms of ours that are still active, so that a restart continues their episodes. */
  open: readonly Alarm[];
  states: ReadonlyMap<string, unknown>;
  /** A new alarm's id. */
  newId(): string;
  /** What an operator holds a machine to. */
  limits?(machineId: string): Limits | undefined;
  /** An instant as the floor reads it, such as plant time; UTC when not given. */
  clock?(at: number): string;
  /** Readings of a machine before it is judged. */
  learning?: number;
  /** The detector for a lone metric, when it is not to be chosen by what is learned. */
  method?: Method;
  /** A reading could not be judged, or a band not told: it costs that alone. Thrown when nobody listens. */
  onFailure?(error: unknown, machineId: string): void;
};

/** Enough to tell gross faults; the learning goes on for as long as the machine runs. */
const LEARNING_READINGS = 100;
/** A band reaches so far to both sides of the mean. */
const BAND_SD = 2;

const utcClock = (at: number) => new Date(at).toISOString().slice(11, 19);

/** A judge that learns each machine by itself and opens one episode a machine when it is off for several readings. */
export function createMonitor({
  machine,
  open,
  states,
  newId,
  limits,
  clock = utcClock,
  learning = LEARNING_READINGS,
  method,
  onFailure,
}: MonitorOptions): Monitor {
  const watches = new Map<string, Watch>();
  const touched = new Set<string>();
  for (const [id, state] of states) if (isWatch(state)) watches.set(id, structuredClone(state));
  continueEpisodes();

  /** The alarms decide: an episode without one was resolved by hand, and one whose state is lost still has to clear. */
  function continueEpisodes() {
    const alarms = new Map(
      open.filter(({ origin }) => origin === "live").map((alarm) => [alarm.machine_id, alarm]),
    );
    for (const [id, watch] of watches)
      if (watch.episode && watch.episode.anomaly_id !== alarms.get(id)?.id) drop(watch);
    for (const [id, alarm] of alarms)
      if (id !== null)
        watchOf(id).episode ??= openEpisode(alarm, { since: alarm.opened_at, endedAt: null, involved: [] });
  }

  function watchOf(id: string): Watch {
    let watch = watches.get(id);
    if (!watch) watches.set(id, (watch = newWatch()));
    return watch;
  }

  function drop(watch: Watch) {
    watch.episode = null;
    restartRuns(watch);
  }

  function look(reading: Reading, past = false): Change {
    if (isUnjudged(reading)) return void hear(reading);
    touched.add(reading.machine_id);
    return watchReading(
      watchOf(reading.machine_id),
      reading,
      { learning, method, past },
      past ? undefined : limits?.(reading.machine_id),
    );
  }

  /** It is not judged, but it is not silent either. */
  function hear({ machine_id, at, mode }: Reading) {
    const watch = watches.get(machine_id);
    if (!watch) return;
    watch.heard = { at, mode };
    touched.add(machine_id);
  }

  function heardAgain({ machine_id, at }: Reading): Finding[] {
    const watch = watches.get(machine_id);
    const anomaly_id = watch && endSilence(watch);
    if (anomaly_id === undefined) return [];
    touched.add(machine_id);
    return [{ kind: "cleared", anomaly_id, at }];
  }

  function observeOne(reading: Reading): Finding | undefined {
    const { machine_id, at } = reading;
    const before = watches.get(machine_id)?.episode;
    const change = look(reading);
    if (change?.kind === "opened") return opened(machine_id, at, change.trouble);
    if (!change || !before) return undefined;
    const { anomaly_id, since } = before;
    if (change.kind === "cleared") return { kind: "cleared", anomaly_id, at };
    const { trouble } = change;
    const joined = change.kind === "joined";
    const { severity, score, ...told } = explain(joined ? trouble : { ...trouble, since }, clock);
    return { kind: "worsened", anomaly_id, at, severity, score, ...told, ...(joined ? { joined } : {}) };
  }

  function contained<T>(machineId: string, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!onFailure) throw error;
      onFailure(error, machineId);
      return undefined;
    }
  }

  function acceptAsNormal(machineId: string, at: number): Finding[] {
    const watch = watches.get(machineId);
    if (!watch) return [];
    acceptNow(watch);
    touched.add(machineId);
    const { episode } = watch;
    drop(watch);
    return episode ? [{ kind: "cleared", anomaly_id: episode.anomaly_id, at }] : [];
  }

  function opened(id: string, at: number, trouble: Trouble): Finding {
    const alarm = alarmOf(trouble, { machine_id: id, at }, machine(id), newId(), clock);
    const watch = watchOf(id);
    const { since, watched, beyond } = trouble;
    watch.episode = openEpisode(alarm, { since, endedAt: watch.ended_at, involved: [watched], beyond });
    return { kind: "opened", alarm };
  }

  return {
    observe(readings) {
      const findings: Finding[] = [];
      for (const reading of readings) {
        findings.push(...heardAgain(reading));
        const finding = contained(reading.machine_id, () => observeOne(reading));
        if (finding) findings.push(finding);
      }
      return findings;
    },
    learn(readings) {
      for (const reading of readings) contained(reading.machine_id, () => look(reading, true));
      for (const id of new Set(readings.map(({ machine_id }) => machine_id))) settle(watchOf(id));
    },
    forget(anomalyId) {
      for (const [id, watch] of watches) {
        if (watch.episode?.anomaly_id !== anomalyId) continue;
        drop(watch);
        touched.add(id);
      }
    },
    acceptAsNormal,
    falseAlarm({ id, machine_id }, at) {
      const watch = machine_id === null ? undefined : watches.get(machine_id);
      if (machine_id === null || !watch) return [];
      if (watch.episode?.anomaly_id === id) return acceptAsNormal(machine_id, at);
      relax(watch);
      touched.add(machine_id);
      return [];
    },
    band(machineId, metric) {
      const watch = watches.get(machineId);
      if (!watch?.last) return undefined;
      const watched = own(watch.watched, "") ?? own(watch.watched, metric);
      const { last } = watch;
      const usual = watched && contained(machineId, () => expected(watched.detector, last, metric));
      if (!usual) return undefined;
      return { low: usual.mean - BAND_SD * usual.sd, high: usual.mean + BAND_SD * usual.sd };
    },
    silences(now, listeningSince = -Infinity) {
      const look = (id: string, { last, heard, episode }: Watch) => {
        const minutes = limits?.(id)?.silent_minutes;
        if (minutes === undefined || !last || episode) return undefined;
        const newest = heard && heard.at > last.at ? heard : last;
        if (isUnjudged(newest) || !isSilent(Math.max(newest.at, listeningSince), minutes, now))
          return undefined;
        touched.add(id);
        return opened(id, now, silence(last, minutes));
      };
      return [...watches].flatMap(([id, watch]) => contained(id, () => look(id, watch)) ?? []);
    },
    score: (machineId) => watches.get(machineId)?.score ?? undefined,
    learned(machineId) {
      const watch = watches.get(machineId);
      return watch ? learnedOf(watch, learning) : 0;
    },
    snapshot(machineIds = [...touched]) {
      const changed = [...machineIds].filter((id) => touched.delete(id));
      return new Map(changed.map((id) => [id, structuredClone(watchOf(id))]));
    },
  };
}

/** In maintenance a machine may do, and leave out, what it likes. */
function isUnjudged({ mode }: Pick<Reading, "mode">): boolean {
  return mode !== null && UNJUDGED_MODES.has(mode);
}

/** What was saved by another version is not understood: the machine is learned anew. */
function isWatch(state: unknown): state is Watch {
  return (
    typeof state === "object" && state !== null && "version" in state && state.version === newWatch().version
  );
}
