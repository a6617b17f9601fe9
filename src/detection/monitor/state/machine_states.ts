import type { Alarm } from "../../../domain/alarm/alarm";
import { MACHINE_SILENCE, SERIES_SILENCE } from "../../../domain/alarm/silence";
import { type Episode, openEpisode } from "../episode";
import { SEVERAL } from "../evidence";
import { dropPlausibility, PLAUSIBILITY } from "../conditions/implausible";
import { dropResolvedRules, goOnWithRule, isRuleAlarm } from "../conditions/rule_alarms";
import { neededOf } from "../report";
import { contained, type Settings } from "../settings";
import {
  implausibleSource,
  limitSource,
  MODE,
  SILENCE,
  seriesSource,
  silenceSource,
  type Source,
} from "../source";
import { type MachineState, newMachineState } from "./machine_state";
import { restored } from "./saved_state";
import { dropEpisode } from "../update";

/**
 * The state of every machine, those that changed since they were last saved, and what people have just closed, by alarm:
 * they may take it back.
 */
export type MachineStates = {
  byId: Map<string, MachineState>;
  touched: Set<string>;
  closed: Map<string, Closed>;
};

/** What closing an alarm took from its machine: the episode, and what was learned before it was called false. */
export type Closed = Pick<MachineState, "episode" | "implausible"> & Partial<Pick<MachineState, "series">>;

/**
 * Restores saved states. Open alarms decide over episodes: one without its alarm was resolved by hand, and an
 * alarm whose episode is lost still has to clear. A machine whose state cannot be read is a failure, and is
 * learned anew.
 */
export function restoreStates(
  saved: ReadonlyMap<string, unknown>,
  open: readonly Alarm[],
  settings: Pick<Settings, "detectors" | "onFailure">,
): MachineStates {
  const states: MachineStates = { byId: new Map(), touched: new Set(), closed: new Map() };
  for (const [id, each] of saved) {
    const state = contained(settings, id, () => restored(each, settings.detectors));
    if (state) states.byId.set(id, state);
  }
  const live = open.filter(({ origin }) => origin === "live").map(asEpisode);
  for (const state of states.byId.values()) dropResolved(state, live);
  for (const alarm of live) if (alarm.machine_id !== null) goOn(stateOf(states, alarm.machine_id), alarm);
  return states;
}

/** The alarm by the id of its newest episode: one that came back has kept its own. */
const asEpisode = (alarm: Alarm): Alarm => ({ ...alarm, id: alarm.episode_id ?? alarm.id });

/** Drops the episodes whose alarm is no longer open. */
function dropResolved(state: MachineState, open: readonly Alarm[]) {
  const isOpen = ({ anomaly_id }: Episode) => open.some(({ id }) => id === anomaly_id);
  if (state.episode && !isOpen(state.episode)) dropEpisode(state);
  const { episode } = state.implausible;
  if (episode && !isOpen(episode)) dropPlausibility(state, episode.anomaly_id);
  dropResolvedRules(state, open);
}

/** Goes on with an alarm whose episode is lost: what it is about is known from the alarm itself. */
export function goOn(state: MachineState, alarm: Alarm) {
  if (isRuleAlarm(alarm)) return goOnWithRule(state, alarm);
  const involved = sourcesOf(alarm);
  const contributors = neededOf({ sources: [seriesSource(SEVERAL)] }, alarm.contributors ?? []);
  const opening = { since: alarm.opened_at, endedAt: null, involved };
  if (alarm.detection_method === PLAUSIBILITY) state.implausible.episode ??= openEpisode(alarm, opening);
  else if (involved.length > 0) state.episode ??= openEpisode(alarm, opening);
  else state.episode ??= openEpisode(alarm, { ...opening, contributors });
}

/** The sources of an alarm; none where a detector opened it, which may be that of any series. */
function sourcesOf({ detection_method: method, anomaly_type, metric, contributors }: Alarm): Source[] {
  if (anomaly_type === MACHINE_SILENCE) return [SILENCE];
  if (anomaly_type === SERIES_SILENCE) return metric === null ? [] : [silenceSource(metric)];
  if (method === "mode") return [MODE];
  if (method === PLAUSIBILITY) return metric === null ? [] : [implausibleSource(metric)];
  if (method !== "limit") return [];
  const named = contributors?.map((each) => each.metric) ?? (metric === null ? [] : [metric]);
  return named.map(limitSource);
}

/** The state of a machine, which begins when it is new. */
export function stateOf({ byId }: MachineStates, id: string): MachineState {
  let state = byId.get(id);
  if (!state) byId.set(id, (state = newMachineState()));
  return state;
}

/** Copies of these machines' states (of all) that changed since they were last taken. */
export function takeChanged(
  states: MachineStates,
  machineIds: Iterable<string> = [...states.touched],
): Map<string, MachineState> {
  const changed = [...machineIds].filter((id) => states.touched.delete(id));
  return new Map(changed.map((id) => [id, structuredClone(stateOf(states, id))]));
}
