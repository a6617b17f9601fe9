import type { Alarm, Finding } from "../../domain/alarm/alarm";
import type { Reading } from "../../domain/machine/reading";
import { DETECTORS } from "../select_detector";
import { type Band, bandOf } from "./band";
import { acceptCandidates, beginLesson, progressOf, resetTransient, widenLimits } from "./feedback";
import { type MachineStates, restoreStates, stateOf, takeChanged } from "./state/machine_states";
import type { MachineState } from "./state/machine_state";
import type { SeriesValues } from "./state/series_values";
import { learnReading, observeReading, silences } from "./observe";
import type { Settings } from "./settings";
import { dropPlausibility } from "./conditions/implausible";
import { dropRuleAlarm, hasRuleAlarm } from "./conditions/rule_alarms";
import { keepClosed, takeBack } from "./take_back";
import { dropEpisode } from "./update";

/** Judges every reading as it arrives. No clock and no I/O: time comes from the readings. */
export type Monitor = {
  /** Readings in the order of storing. A value older than the newest of its series is no evidence. */
  observe(readings: readonly Reading[]): Finding[];
  /** Learns from the past, oldest first, of machines that have no open alarm; opens none. */
  learn(readings: readonly Reading[]): void;
  /** Ends the episode of an alarm that was resolved by hand. A fault that goes on opens a new alarm. */
  forget(anomalyId: string): void;
  /**
   * Takes what has been abnormal on a machine for normal; the alarm that thereby clears.
   * @param at epoch milliseconds
   */
  acceptAsNormal(machineId: string, at: number): Finding[];
  /**
   * Takes in that an alarm was called false. While it is open, what has been abnormal is normal now; once it
   * is over, the machine is judged less strictly. The alarm that thereby clears.
   */
  falseAlarm(alarm: Pick<Alarm, "id" | "machine_id">, at: number): Finding[];
  /** Somebody has taken back that an alarm was closed: its episode goes on, and what was learned of it is forgotten. */
  takeBack(alarm: Alarm): void;
  /** The newest value of each series of a machine, judged or not. */
  newest(machineId: string): Readonly<SeriesValues>;
  /** Undefined until the normal is learned. */
  band(machineId: string, metric: string): Band | undefined;
  /**
   * Machines, and series, that have sent nothing for longer than their limits allow, each an alarm, or part of
   * the open one, until it sends again.
   * @param listeningSince silence before that instant is not counted; epoch milliseconds
   */
  silences(now: number, listeningSince?: number): Finding[];
  /** The machine that has this alarm under way. */
  machineOf(anomalyId: string): string | undefined;
  /** The score of a machine's newest reading: 1 is a warning. Undefined until it has learned. */
  score(machineId: string): number | undefined;
  /** Share of the learning done, 0 to 1, by machine. */
  learned(machineId: string): number;
  /** The serialisable state of each of these machines (of all) that was touched since its last snapshot. */
  snapshot(machineIds?: Iterable<string>): Map<string, unknown>;
};

/** `learning` is 100 readings and `detectors` all that there are, unless they are given. */
export type MonitorOptions = Omit<Settings, "learning" | "detectors"> &
  Partial<Pick<Settings, "learning" | "detectors">> & {
    /** Live alarms that are still active, so that a restart continues their episodes. */
    open: readonly Alarm[];
    /** The saved states, as `snapshot` gave them. */
    states: ReadonlyMap<string, unknown>;
  };

/** Enough to tell gross faults; learning goes on for as long as the machine runs. */
const LEARNING_READINGS = 100;

/**
 * A monitor that learns each machine by itself and opens one alarm a machine when it is abnormal for several
 * readings.
 */
export function createMonitor({
  open,
  states: saved,
  learning = LEARNING_READINGS,
  detectors = DETECTORS,
  ...others
}: MonitorOptions): Monitor {
  const settings: Settings = { learning, detectors, ...others };
  const states = restoreStates(saved, open, settings);
  return {
    observe: (readings) => readings.flatMap((reading) => observeReading(states, reading, settings)),
    learn(readings) {
      for (const id of new Set(readings.map(({ machine_id }) => machine_id)))
        beginLesson(stateOf(states, id));
      for (const reading of readings) learnReading(states, reading, settings);
      for (const id of new Set(readings.map(({ machine_id }) => machine_id)))
        resetTransient(stateOf(states, id), settings);
    },
    forget: (anomalyId) => forget(states, anomalyId),
    acceptAsNormal: (machineId, at) => acceptAsNormal(states, machineId, at, settings),
    falseAlarm: (alarm, at) => falseAlarm(states, alarm, at, settings),
    takeBack: (alarm) => takeBack(states, alarm),
    newest: (machineId) => states.byId.get(machineId)?.values ?? {},
    band: (machineId, metric) => bandOf(states.byId.get(machineId), { machineId, metric }, settings),
    silences: (now, listeningSince = -Infinity) => silences(states, now, listeningSince, settings),
    machineOf: (anomalyId) => states.byId.entries().find(([, state]) => hasAlarm(state, anomalyId))?.[0],
    score: (machineId) => states.byId.get(machineId)?.score ?? undefined,
    learned(machineId) {
      const state = states.byId.get(machineId);
      return state ? progressOf(state, learning, settings) : 0;
    },
    snapshot: (machineIds) => takeChanged(states, machineIds),
  };
}

function forget(states: MachineStates, anomalyId: string) {
  const { byId, touched } = states;
  for (const [id, state] of byId) {
    if (hasAlarm(state, anomalyId)) keepClosed(states, anomalyId, state);
    if (state.episode?.anomaly_id === anomalyId) dropEpisode(state);
    else if (!dropPlausibility(state, anomalyId) && !dropRuleAlarm(state, anomalyId)) continue;
    touched.add(id);
  }
}

function hasAlarm(state: MachineState, anomalyId: string): boolean {
  const { episode, implausible } = state;
  const isOfMonitor = episode?.anomaly_id === anomalyId || implausible.episode?.anomaly_id === anomalyId;
  return isOfMonitor || hasRuleAlarm(state, anomalyId);
}

function acceptAsNormal(
  { byId, touched }: MachineStates,
  machineId: string,
  at: number,
  settings: Settings,
): Finding[] {
  const state = byId.get(machineId);
  if (!state) return [];
  acceptCandidates(state, settings);
  touched.add(machineId);
  const { episode } = state;
  dropEpisode(state);
  return episode ? [{ kind: "cleared", anomaly_id: episode.anomaly_id, at }] : [];
}

function falseAlarm(
  states: MachineStates,
  { id, machine_id }: Pick<Alarm, "id" | "machine_id">,
  at: number,
  settings: Settings,
): Finding[] {
  const state = machine_id === null ? undefined : states.byId.get(machine_id);
  if (machine_id === null || !state) return [];
  keepClosed(states, id, state, true);
  if (state.episode?.anomaly_id === id) {
    acceptAsNormal(states, machine_id, at, settings);
    // It may be taken back before this is stored: then it must not clear.
    return [{ kind: "cleared", anomaly_id: id, at, known: true }];
  }
  states.touched.add(machine_id);
  if (!dropPlausibility(state, id) && !dropRuleAlarm(state, id)) widenLimits(state, settings);
  return [];
}
