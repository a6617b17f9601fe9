import type { Alarm } from "../domain/alarm/alarm";
import type { CausedAlert } from "../domain/event";
import { HOUR_MS, MINUTE_MS } from "../domain/time_units";
import { alertKeyOf, type Condition, conditionsAt, type EnergyRules, type PlantMoment } from "./conditions";

/** A condition that costs money while it lasts. Energy in kWh, power in kW, times in epoch milliseconds. */
export type EnergyEpisode = {
  id: string;
  /** Of the machine; "" of the plant. */
  name: string;
  since: number;
  /** When it was last so. */
  until: number;
  /** When it was last alerted; null before the first alert, since it may be over before it matters. */
  toldAt: number | null;
  kwh: number;
  cost: number;
  highest_kw: number;
  /** The limit that the plant is over; absent in episodes of machines, and of versions before. */
  limit_kw?: number;
};

/** The memory of the alerts: plain JSON, so that a restart continues them. */
export type EnergyWatch = { at: number | null; episodes: Record<string, EnergyEpisode> };

const REPEAT_MS = 15 * MINUTE_MS;
/** A longer time without a look counts as so much: what was drawn then is not known. */
const MAX_BETWEEN_MS = MINUTE_MS;

export function newEnergyWatch(): EnergyWatch {
  return { at: null, episodes: {} };
}

/**
 * Takes in the plant at one more moment; returns the alerts to announce. An alert opens when power over the
 * limit in peak hours has lasted a minute, or an idle machine has drawn power outside its shift for a quarter
 * of an hour; it repeats each quarter of an hour with the cost so far, and closes when that is over. Changes
 * the watch.
 */
export function watchEnergy(
  watch: EnergyWatch,
  moment: PlantMoment,
  rules: EnergyRules,
  newId: () => string,
): CausedAlert[] {
  const { at } = moment;
  const hours = watch.at === null ? 0 : Math.min(Math.max(0, at - watch.at), MAX_BETWEEN_MS) / HOUR_MS;
  watch.at = at;
  const known = Object.entries(watch.episodes).map(([key, { name, toldAt, limit_kw }]) => ({
    key,
    name,
    isOpen: toldAt !== null,
    limit_kw,
  }));
  return conditionsAt(moment, rules, known).flatMap((condition) => {
    const state = follow(watch, condition, { at, hours, newId });
    return state ? [alertOf(condition, state.episode, state.kind, rules)] : [];
  });
}

type Step = { at: number; hours: number; newId: () => string };
type Kind = "opened" | "continued" | "closed";

/** Brings the episode of a condition up to date; undefined when nothing is to be announced. */
function follow(
  watch: EnergyWatch,
  condition: Condition,
  step: Step,
): { episode: EnergyEpisode; kind: Kind } | undefined {
  const { key, isOn } = condition;
  const before = watch.episodes[key];
  if (!before && !isOn) return undefined;
  const episode = (watch.episodes[key] = before ?? newEpisode(condition, step));
  const kind = isOn
    ? wentOn(episode, condition, { ...step, hours: before ? step.hours : 0 })
    : ended(episode, condition, step.at);
  if (kind === "dropped" || kind === "closed") delete watch.episodes[key];
  return kind === undefined || kind === "dropped" ? undefined : { episode, kind };
}

function newEpisode({ name, powerKw, waste }: Condition, { at, newId }: Step): EnergyEpisode {
  return {
    id: newId(),
    name,
    since: at,
    until: at,
    toldAt: null,
    kwh: 0,
    cost: 0,
    highest_kw: powerKw,
    ...(waste.kind === "peak_power" ? { limit_kw: waste.limit_kw } : {}),
  };
}

function wentOn(
  episode: EnergyEpisode,
  { excessKw, powerKw, rate, delays }: Condition,
  { at, hours }: Step,
): Kind | undefined {
  const kwh = excessKw * hours;
  episode.kwh += kwh;
  episode.cost += kwh * rate;
  episode.until = at;
  episode.highest_kw = Math.max(episode.highest_kw, powerKw);
  const { toldAt } = episode;
  const isDue = toldAt === null ? at - episode.since >= delays.opensAfterMs : at - toldAt >= REPEAT_MS;
  if (!isDue) return undefined;
  episode.toldAt = at;
  return toldAt === null ? "opened" : "continued";
}

/** An episode that was never alerted is dropped at once. */
function ended({ toldAt, until }: EnergyEpisode, { delays }: Condition, at: number) {
  if (toldAt === null) return "dropped";
  return at - until < delays.closesAfterMs ? undefined : "closed";
}

/** What was alerted and is over, though nobody saw it end: of a watch that was lost, or of an older copy of the database. */
export function endedUnseen(
  { episodes }: EnergyWatch,
  standing: readonly Pick<Alarm, "alert_key" | "cause" | "machine_id" | "opened_at" | "updated_at">[],
): CausedAlert[] {
  const known = new Set(Object.keys(episodes).map(alertKeyOf));
  return standing.flatMap(({ alert_key, cause, machine_id, opened_at, updated_at }): CausedAlert[] => {
    if (!alert_key || known.has(alert_key)) return [];
    if (cause?.kind !== "peak_power" && cause?.kind !== "idle_power") return [];
    const minutes = minutesBetween(opened_at, updated_at);
    const over = { ...cause, state: "closed", toll: { ...cause.toll, minutes } } as const;
    return [
      {
        event_type: "system_alert",
        alert_type: cause.kind,
        severity: "info",
        alert_key,
        state: "cleared",
        ...(machine_id === null ? {} : { machine_id }),
        cause: over,
        details: { state: over.state, since: new Date(opened_at).toISOString() },
      },
    ];
  });
}

const minutesBetween = (from: number, to: number) => Math.max(1, Math.round((to - from) / MINUTE_MS));

function alertOf(
  { key, machine_id, waste, powerKw }: Condition,
  { id, since, until, kwh, cost, highest_kw }: EnergyEpisode,
  state: Kind,
  { currency }: EnergyRules,
): CausedAlert {
  const isOver = state === "closed";
  const minutes = isOver ? minutesBetween(since, until) : null;
  const toll = { kwh, cost, currency, minutes };
  return {
    event_type: "system_alert",
    alert_type: waste.kind,
    severity: isOver ? "info" : "warning",
    alert_key: alertKeyOf(key),
    ...(isOver ? { state: "cleared" as const } : {}),
    timestamp: new Date(state === "opened" ? since : until).toISOString(),
    cause: { ...waste, state, power_kw: powerKw, toll },
    ...(machine_id === null ? {} : { machine_id }),
    details: {
      alert_id: id,
      state,
      since: new Date(since).toISOString(),
      power_kw: powerKw,
      highest_kw,
      ...(waste.kind === "peak_power" ? { limit_kw: waste.limit_kw } : {}),
      kwh,
      cost,
      currency,
    },
  };
}
