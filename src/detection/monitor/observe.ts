import type { Finding } from "../../domain/alarm/alarm";
import { NO_LIMITS } from "../../domain/alarm/machine_limits";
import type { Reading } from "../../domain/machine/reading";
import type { RuleJudge } from "../../rules/judge";
import type { Abnormality } from "./abnormality";
import { type Episode, isNewContributor, rememberReport } from "./episode";
import { type Evidence, takeEvidence } from "./evidence";
import { noteKinds } from "./kinds";
import { judgePlausibility } from "./conditions/implausible";
import { endPastEpisode, notePastEpisode } from "./past_episode";
import { openingOf, worsenedBy } from "./report";
import { contained, type Settings } from "./settings";
import { endSilences, silencesOf } from "./conditions/silence";
import { type MachineStates, stateOf } from "./state/machine_states";
import type { MachineState } from "./state/machine_state";
import { update } from "./update";

/** Judges and learns a reading. */
export function observeReading(states: MachineStates, reading: Reading, settings: Settings): Finding[] {
  const { machine_id } = reading;
  const findings: Finding[] = [];
  contained(settings, machine_id, () => {
    states.touched.add(machine_id);
    const state = stateOf(states, machine_id);
    const heardAt = state.heard_at;
    const evidence = evidenceOf(state, reading, settings);
    if (state.episode) findings.push(...endSilences(state, evidence, heardAt));
    if (reading.marked || state.implausible.episode)
      findings.push(...judgePlausibility(state, reading, evidence, { ...settings, machineId: machine_id }));
    findings.push(...judged(state, evidence, machine_id, settings));
    if (settings.rules && !evidence.isPast)
      findings.push(...byRules(settings.rules, machine_id, state, evidence));
    if (state.past) findings.push(...endPastEpisode(state));
  });
  return findings;
}

/** What the rules of people say of a reading, whatever else was found in it. */
function byRules(
  rules: RuleJudge,
  machineId: string,
  state: MachineState,
  { row, hasMode }: Evidence,
): Finding[] {
  const { at, metrics } = row;
  return rules.observe(machineId, state, { at, metrics, hasMode });
}

/** Learns a reading of the past, which opens no alarm. */
export function learnReading(states: MachineStates, reading: Reading, settings: Settings) {
  const { machine_id } = reading;
  contained(settings, machine_id, () => {
    states.touched.add(machine_id);
    const state = stateOf(states, machine_id);
    const evidence = evidenceOf(state, reading, settings, true);
    const isWithheld = isWithheldIn(evidence, machine_id, settings);
    update(state, evidence, settings, { isLesson: true, isWithheld });
  });
}

/** What a reading is evidence of, with the kinds of its series as they are known with it. */
function evidenceOf(state: MachineState, reading: Reading, settings: Settings, isLesson = false): Evidence {
  const evidence = takeEvidence(state, reading, isLesson);
  const { kind } = settings;
  noteKinds(state, evidence, settings, kind && ((metric) => kind(reading.machine_id, metric)));
  return evidence;
}

/** Whether the values of a reading are kept only: what machines do out of service or in maintenance is not normal. */
function isWithheldIn({ row }: Evidence, machineId: string, { withheld }: Settings): boolean {
  return withheld !== undefined && !withheld.isLearned(machineId, row.metrics, row.at);
}

function judged(state: MachineState, evidence: Evidence, machineId: string, settings: Settings): Finding[] {
  const { at } = evidence.row;
  const { episode } = state;
  const limits = settings.limits?.(machineId);
  const isWithheld = isWithheldIn(evidence, machineId, settings);
  const change = update(state, evidence, settings, { limits, isWithheld });
  if (!change) return [];
  if (change.kind === "past") {
    notePastEpisode(state, change.abnormality, at, { ...settings, machineId });
    return [];
  }
  if (change.kind === "opened") {
    // What began in the past and is still so is this alarm, with its true beginning.
    const begun = state.past ? change.abnormality.since : at;
    delete state.past;
    const finding = opened(state, machineId, begun, change.abnormality, settings);
    return [finding, ...change.also.flatMap((each) => joining(state, each, at))];
  }
  if (!episode) return [];
  const { anomaly_id, since } = episode;
  if (change.kind === "cleared") return [{ kind: "cleared", anomaly_id, at }];
  if (change.kind === "joined")
    return [change.abnormality, ...change.also].map((each) => reported(episode, each, at, true));
  return [reported(episode, { ...change.abnormality, since }, at, false)];
}

/** Reports what is abnormal with the reading that opened the alarm, where that does not say it. */
function joining({ episode }: MachineState, abnormality: Abnormality, at: number): Finding[] {
  if (!episode || !isNewContributor(episode, abnormality, at)) return [];
  return [reported(episode, abnormality, at, true)];
}

function reported(episode: Episode, abnormality: Abnormality, at: number, isJoined: boolean): Finding {
  const finding = worsenedBy(abnormality, episode.anomaly_id, at, isJoined);
  rememberReport(episode, abnormality.sources, finding);
  return finding;
}

function opened(
  state: MachineState,
  machineId: string,
  at: number,
  abnormality: Abnormality,
  settings: Settings,
): Finding {
  const opening = openingOf(abnormality, at, state.ended_at, { ...settings, machineId });
  state.episode = opening.episode;
  const { anomaly_id } = opening.episode;
  const said = worsenedBy(abnormality, anomaly_id, at, false);
  rememberReport(state.episode, abnormality.sources, said);
  return opening.finding;
}

/**
 * Machines and series that have sent nothing for longer than their limits allow.
 * @param listeningSince since when this server would have heard them; epoch milliseconds
 */
export function silences(
  states: MachineStates,
  now: number,
  listeningSince: number,
  settings: Settings,
): Finding[] {
  const ids = new Set(states.byId.keys());
  for (const { id } of settings.machines?.() ?? []) ids.add(id);
  return [...ids].flatMap(
    (id) => contained(settings, id, () => silencesNow(states, id, { now, listeningSince }, settings)) ?? [],
  );
}

function silencesNow(
  states: MachineStates,
  id: string,
  listening: { now: number; listeningSince: number },
  settings: Settings,
): Finding[] {
  const limits = settings.limits?.(id) ?? NO_LIMITS;
  const missed = silencesOf(states.byId.get(id), settings.machine(id), limits, listening).filter(
    ({ metric = null }) => settings.withheld?.isMissed(id, metric, listening.now) ?? true,
  );
  return missed.flatMap((abnormality) => {
    const state = stateOf(states, id);
    states.touched.add(id);
    const { now: at } = listening;
    if (!state.episode) return [opened(state, id, at, abnormality, settings)];
    return joining(state, abnormality, at);
  });
}
