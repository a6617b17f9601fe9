import type { SystemAlert } from "../domain/event";
import { formatValue } from "../domain/machine/metric";
import { HOUR_MS, MINUTE_MS } from "../domain/time_units";

/** What power costs and when, and what a plant may draw. Rates per kWh, hours in plant time: from, and before to. */
export type EnergyRules = {
  peakRate: number;
  offPeakRate: number;
  peakHours: { from: number; to: number };
  /** Hours of a working day in which machines may stand ready. */
  shiftHours: { from: number; to: number };
  /** Undefined: the plant may draw what it likes. */
  peakLimitKw: number | undefined;
  currency: string;
};

/** What a machine draws now. */
export type Draw = {
  machine_id: string;
  name: string;
  rated_power_kw: number | null;
  mode: string | null;
  power_kw: number;
};

/** The plant at one instant: epoch milliseconds, and what its clock says. */
export type PlantMoment = { at: number; hour: number; isWorkday: boolean; draws: readonly Draw[] };

/** Something that costs money while it lasts. Energy in kWh, power in kW, times in epoch milliseconds. */
export type EnergyEpisode = {
  id: string;
  /** Of the machine; "" of the plant. */
  name: string;
  since: number;
  /** When it was last so. */
  until: number;
  /** When the floor was told last; null: not yet, it may be over before it matters. */
  toldAt: number | null;
  kwh: number;
  cost: number;
  highest_kw: number;
};

/** What the watch remembers between two looks: plain data, so that a restart goes on from it. */
export type EnergyWatch = { at: number | null; episodes: Record<string, EnergyEpisode> };

const REPEAT_MS = 15 * MINUTE_MS;
/** Nobody looked for longer: nobody knows what was drawn then. */
const MOST_BETWEEN_MS = MINUTE_MS;
const PEAK = { opensAfterMs: MINUTE_MS, closesAfterMs: MINUTE_MS };
const IDLE = { opensAfterMs: 15 * MINUTE_MS, closesAfterMs: MINUTE_MS };
/** An open alert lasts until the plant draws this share of its limit: at the limit itself it would chatter. */
const CALM_SHARE = 0.97;
/** What a machine at rest may draw for its controls. */
const REST_SHARE = 0.02;
const REST_KW = 0.2;

const IDLE_KEY = "idle ";

export function newEnergyWatch(): EnergyWatch {
  return { at: null, episodes: {} };
}

/** Trouble as it is at this instant: how much power is too much, what a kWh of it costs, and the words for it. */
type Trouble = {
  key: string;
  type: "peak_power" | "idle_power";
  machine_id: string | null;
  name: string;
  isOn: boolean;
  powerKw: number;
  excessKw: number;
  rate: number;
  delays: typeof PEAK;
  opened: string;
  closed: string;
};

/**
 * Looks at the plant once more and tells what is to be announced: an alert when power over the limit in peak hours has
 * lasted a minute, or an idle machine has drawn power outside its shift for a quarter of an hour; again each quarter of an
 * hour with the cost so far; and when it is over. Changes the watch.
 */
export function watchEnergy(
  watch: EnergyWatch,
  moment: PlantMoment,
  rules: EnergyRules,
  newId: () => string,
): SystemAlert[] {
  const { at } = moment;
  const hours = watch.at === null ? 0 : Math.min(Math.max(0, at - watch.at), MOST_BETWEEN_MS) / HOUR_MS;
  watch.at = at;
  const troubles = [...peakTroubles(watch, moment, rules), ...idleTroubles(watch, moment, rules)];
  return troubles.flatMap((trouble) => follow(watch, trouble, at, hours, rules, newId));
}

function peakTroubles(watch: EnergyWatch, { hour, draws }: PlantMoment, rules: EnergyRules): Trouble[] {
  const { peakLimitKw: limit, peakHours, peakRate } = rules;
  if (limit === undefined) return [];
  const powerKw = draws.reduce((sum, { power_kw }) => sum + power_kw, 0);
  const isOpen = typeof watch.episodes.peak?.toldAt === "number";
  const highest = draws.toSorted((a, b) => b.power_kw - a.power_kw)[0];
  return [
    {
      key: "peak",
      type: "peak_power",
      machine_id: null,
      name: "",
      isOn: isWithin(hour, peakHours) && powerKw > limit * (isOpen ? CALM_SHARE : 1),
      powerKw,
      excessKw: Math.max(0, powerKw - limit),
      rate: peakRate,
      delays: PEAK,
      opened: `The plant draws ${kw(powerKw)}, its limit in peak hours is ${kw(limit)}; most by ${highest?.name ?? "none"}`,
      closed: `The plant keeps its limit of ${kw(limit)} again, or peak hours are over`,
    },
  ];
}

function idleTroubles(watch: EnergyWatch, moment: PlantMoment, rules: EnergyRules): Trouble[] {
  const isShift = moment.isWorkday && isWithin(moment.hour, rules.shiftHours);
  const rate = isWithin(moment.hour, rules.peakHours) ? rules.peakRate : rules.offPeakRate;
  const known = new Set(moment.draws.map(({ machine_id }) => IDLE_KEY + machine_id));
  const silent = Object.entries(watch.episodes).flatMap(([key, { name }]): Draw[] => {
    if (!key.startsWith(IDLE_KEY) || known.has(key)) return [];
    return [{ machine_id: key.slice(IDLE_KEY.length), name, rated_power_kw: null, mode: null, power_kw: 0 }];
  });
  return [...moment.draws, ...silent].map(({ machine_id, name, rated_power_kw, mode, power_kw }) => ({
    key: IDLE_KEY + machine_id,
    type: "idle_power" as const,
    machine_id,
    name,
    isOn: !isShift && mode === "idle" && power_kw > Math.max(REST_KW, REST_SHARE * (rated_power_kw ?? 0)),
    powerKw: power_kw,
    excessKw: power_kw,
    rate,
    delays: IDLE,
    opened: `${name} is idle outside its shift and draws ${kw(power_kw)}`,
    closed: `${name} draws nothing in vain any more`,
  }));
}

function follow(
  watch: EnergyWatch,
  trouble: Trouble,
  at: number,
  hours: number,
  rules: EnergyRules,
  newId: () => string,
): SystemAlert[] {
  const { key, isOn, excessKw, powerKw, rate, delays } = trouble;
  const before = watch.episodes[key];
  if (!before && !isOn) return [];
  const episode: EnergyEpisode = before ?? {
    id: newId(),
    name: trouble.name,
    since: at,
    until: at,
    toldAt: null,
    kwh: 0,
    cost: 0,
    highest_kw: powerKw,
  };
  watch.episodes[key] = episode;
  if (isOn) {
    const kwh = before ? excessKw * hours : 0;
    episode.kwh += kwh;
    episode.cost += kwh * rate;
    episode.until = at;
    episode.highest_kw = Math.max(episode.highest_kw, powerKw);
    const isDue =
      episode.toldAt === null ? at - episode.since >= delays.opensAfterMs : at - episode.toldAt >= REPEAT_MS;
    if (!isDue) return [];
    const state = episode.toldAt === null ? "opened" : "continued";
    episode.toldAt = at;
    return [alert(trouble, episode, state, rules)];
  }
  if (episode.toldAt !== null && at - episode.until < delays.closesAfterMs) return [];
  delete watch.episodes[key];
  return episode.toldAt === null ? [] : [alert(trouble, episode, "closed", rules)];
}

function alert(
  { type, machine_id, opened, closed, powerKw }: Trouble,
  { id, since, until, kwh, cost, highest_kw }: EnergyEpisode,
  state: "opened" | "continued" | "closed",
  { currency, peakLimitKw }: EnergyRules,
): SystemAlert {
  const isOver = state === "closed";
  const money = `${currency}${cost.toFixed(2)}`;
  const minutes = Math.max(1, Math.round((until - since) / MINUTE_MS));
  const toll = `${formatValue(kwh)} kWh, ${money} ${isOver ? `in ${minutes} min` : "so far"}`;
  return {
    event_type: "system_alert",
    alert_type: type,
    severity: isOver ? "info" : "warning",
    message: `${isOver ? closed : opened}: ${toll}`,
    ...(machine_id === null ? {} : { machine_id }),
    details: {
      alert_id: id,
      state,
      since: new Date(since).toISOString(),
      power_kw: powerKw,
      highest_kw,
      ...(type === "peak_power" ? { limit_kw: peakLimitKw } : {}),
      kwh,
      cost,
      currency,
    },
  };
}

const kw = (power: number) => `${formatValue(power)} kW`;

function isWithin(hour: number, { from, to }: { from: number; to: number }): boolean {
  return hour >= from && hour < to;
}
