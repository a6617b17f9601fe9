import type { Site } from "../domain/site/settings";
import { shiftAt } from "../domain/site/shifts";
import { isPeakAt, rateAt } from "../domain/site/tariff";
import { MINUTE_MS } from "../domain/time_units";

/** What power costs and when, in which shifts machines may stand ready, and how much a plant may draw. */
export type EnergyRules = Site & {
  /** Undefined: the plant has no limit. */
  peakLimitKw: number | undefined;
};

/** The power that a machine draws now. */
export type Draw = {
  machine_id: string;
  name: string;
  rated_power_kw: number | null;
  mode: string | null;
  power_kw: number;
};

/** The plant at one instant, epoch milliseconds. */
export type PlantMoment = { at: number; draws: readonly Draw[] };

/** A way to waste money, and whether it is so now. Power in kW, rate per kWh. */
export type Condition = {
  key: string;
  machine_id: string | null;
  /** Of the machine; "" of the plant. */
  name: string;
  isOn: boolean;
  powerKw: number;
  /** The part of the power that is too much. */
  excessKw: number;
  rate: number;
  delays: Delays;
  waste: Waste;
};

/** What is wasted, by its kind. */
type Waste =
  { kind: "peak_power"; limit_kw: number; most_by: string | null } | { kind: "idle_power"; machine: string };

type Delays = { opensAfterMs: number; closesAfterMs: number };

/** An alert that is under way. */
type Known = { key: string; name: string; isOpen: boolean; limit_kw?: number };

const PEAK: Delays = { opensAfterMs: MINUTE_MS, closesAfterMs: MINUTE_MS };
const IDLE: Delays = { opensAfterMs: 15 * MINUTE_MS, closesAfterMs: MINUTE_MS };
/**
 * An open alert lasts until the plant draws this share of its limit: at the limit itself it would chatter.
 */
const RESET_SHARE = 0.97;
/** A machine at rest may draw so much for its controls: a share of its rated power, or kW. */
const REST_SHARE = 0.02;
const REST_KW = 0.2;

const PEAK_KEY = "peak";
const IDLE_KEY = "idle ";

/** The key of the alerts about a condition, for as long as it stands and whenever it comes back. */
export function alertKeyOf(key: string): string {
  return key === PEAK_KEY ? "peak_power" : `idle_power ${key.slice(IDLE_KEY.length)}`;
}

/** All conditions at a moment, also those that are not so. @param known alerts that are under way */
export function conditionsAt(moment: PlantMoment, rules: EnergyRules, known: readonly Known[]): Condition[] {
  return [...peakConditions(moment, rules, known), ...idleConditions(moment, rules, known)];
}

/** Power over the plant's limit in peak hours. */
function peakConditions(
  { at, draws }: PlantMoment,
  { peakLimitKw, tariff }: EnergyRules,
  known: readonly Known[],
): Condition[] {
  const before = known.find(({ key }) => key === PEAK_KEY);
  if (peakLimitKw === undefined && !before) return [];
  // A limit that was taken away is kept by any power.
  const limit = peakLimitKw ?? before?.limit_kw ?? 0;
  const powerKw = draws.reduce((sum, { power_kw }) => sum + power_kw, 0);
  const isOpen = before?.isOpen === true;
  const highest = draws.toSorted((a, b) => b.power_kw - a.power_kw)[0];
  return [
    {
      key: PEAK_KEY,
      machine_id: null,
      name: "",
      isOn: peakLimitKw !== undefined && isPeakAt(tariff, at) && powerKw > limit * (isOpen ? RESET_SHARE : 1),
      powerKw,
      excessKw: Math.max(0, powerKw - limit),
      rate: tariff.peakRate,
      delays: PEAK,
      waste: { kind: "peak_power", limit_kw: limit, most_by: highest?.name ?? null },
    },
  ];
}

/**
 * Machines that are idle outside every shift; a plant without shifts has no such time. One that has fallen
 * silent draws nothing.
 */
function idleConditions(
  { at, draws }: PlantMoment,
  { shifts, tariff }: EnergyRules,
  known: readonly Known[],
): Condition[] {
  const isShift = shifts.shifts.length === 0 || shiftAt(shifts, at) !== undefined;
  const rate = rateAt(tariff, at);
  const drawing = new Set(draws.map(({ machine_id }) => IDLE_KEY + machine_id));
  const silent = known
    .filter(({ key }) => key.startsWith(IDLE_KEY) && !drawing.has(key))
    .map(({ key, name }) => silentDraw(key.slice(IDLE_KEY.length), name));
  return [...draws, ...silent].map(({ machine_id, name, rated_power_kw, mode, power_kw }) => ({
    key: IDLE_KEY + machine_id,
    machine_id,
    name,
    isOn: !isShift && mode === "idle" && power_kw > Math.max(REST_KW, REST_SHARE * (rated_power_kw ?? 0)),
    powerKw: power_kw,
    excessKw: power_kw,
    rate,
    delays: IDLE,
    waste: { kind: "idle_power", machine: name },
  }));
}

function silentDraw(machine_id: string, name: string): Draw {
  return { machine_id, name, rated_power_kw: null, mode: null, power_kw: 0 };
}
