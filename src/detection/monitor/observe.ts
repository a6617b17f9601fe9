import type { Finding } from "../../domain/alarm/alarm";
import type { Reading } from "../../domain/machine/reading";
import { explain, newAlarm, silence } from "../explain";
import type { Abnormality } from "./abnormality";
import { openEpisode } from "./episode";
import { isUnjudged, newestOf, noteUnjudged } from "./evidence";
import { isSilent } from "./limit_check";
import { type MachineStates, stateOf } from "./state/machine_states";
import { contained, type Settings } from "./settings";
import { type Change, endSilence, update } from "./update";

/** Judges and learns a reading. */
export function observeReading(states: MachineStates, reading: Reading, settings: Settings): Finding[] {
  const findings = returned(states, reading);
  const finding = contained(settings, reading.machine_id, () => judged(states, reading, settings));
  return finding ? [...findings, finding] : findings;
}

/** Learns a reading of the past, which opens no alarm. */
export function learnReading(states: MachineStates, reading: Reading, settings: Settings) {
  contained(settings, reading.machine_id, () => changeOf(states, reading, settings, true));
}

/** A machine that was silent and sends again. */
function returned({ byId, touched }: MachineStates, { machine_id, at }: Reading): Finding[] {
  const state = byId.get(machine_id);
  const anomaly_id = state && endSilence(state);
  if (anomaly_id === undefined) return [];
  touched.add(machine_id);
  return [{ kind: "cleared", anomaly_id, at }];
}

function judged(states: MachineStates, reading: Reading, settings: Settings): Finding | undefined {
  const { machine_id, at } = reading;
  const before = states.byId.get(machine_id)?.episode;
  const change = changeOf(states, reading, settings);
  if (change?.kind === "opened") return opened(states, machine_id, at, change.abnormality, settings);
  if (!change || !before) return undefined;
  const { anomaly_id, since } = before;
  if (change.kind === "cleared") return { kind: "cleared", anomaly_id, at };
  const isJoined = change.kind === "joined";
  const abnormality = isJoined ? change.abnormality : { ...change.abnormality, since };
  const explained = explain(abnormality, settings.clock);
  return { kind: "worsened", anomaly_id, at, ...explained, ...(isJoined ? { joined: isJoined } : {}) };
}

function changeOf(states: MachineStates, reading: Reading, settings: Settings, past = false): Change {
  const { machine_id } = reading;
  if (isUnjudged(reading)) return void notJudged(states, reading);
  states.touched.add(machine_id);
  const state = stateOf(states, machine_id);
  const limits = past ? undefined : settings.limits?.(machine_id);
  return update(state, reading, settings, { limits, past });
}

/** Nothing begins with such a reading: a machine of which nothing is known stays unknown. */
function notJudged({ byId, touched }: MachineStates, reading: Reading) {
  const state = byId.get(reading.machine_id);
  if (!state) return;
  noteUnjudged(state, reading);
  touched.add(reading.machine_id);
}

function opened(
  states: MachineStates,
  id: string,
  at: number,
  abnormality: Abnormality,
  { machine, newId, clock }: Settings,
): Finding {
  const alarm = newAlarm(abnormality, { machine_id: id, at }, machine(id), newId(), clock);
  const state = stateOf(states, id);
  const { since, source, beyond } = abnormality;
  state.episode = openEpisode(alarm, { since, endedAt: state.ended_at, involved: [source], beyond });
  return { kind: "opened", alarm };
}

/**
 * Machines that have sent nothing for longer than their limits allow.
 * @param listeningSince silence before that instant is not counted; epoch milliseconds
 */
export function silences(
  states: MachineStates,
  now: number,
  listeningSince: number,
  settings: Settings,
): Finding[] {
  return [...states.byId.keys()].flatMap(
    (id) => contained(settings, id, () => silenceOf(states, id, now, listeningSince, settings)) ?? [],
  );
}

function silenceOf(
  states: MachineStates,
  id: string,
  now: number,
  listeningSince: number,
  settings: Settings,
): Finding | undefined {
  const state = stateOf(states, id);
  const minutes = settings.limits?.(id)?.silent_minutes;
  const newest = newestOf(state);
  if (minutes === undefined || !newest || !state.newest || state.episode) return undefined;
  if (isUnjudged(newest) || !isSilent(Math.max(newest.at, listeningSince), minutes, now)) return undefined;
  states.touched.add(id);
  return opened(states, id, now, silence(state.newest, minutes), settings);
}
