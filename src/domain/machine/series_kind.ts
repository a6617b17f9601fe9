import type { Point } from "./reading";
import { HOUR_MS } from "../time_units";

/**
 * What the values of a series say: how things are now, how much there has been in all, or how much there was
 * since the value before.
 */
export type SeriesKind = "gauge" | "counter" | "interval";

/** What is remembered of a series to tell its kind; plain JSON. */
export type SeriesMemory = {
  last: { at: number; value: number };
  /** Since when it has not fallen but by resets, and its values, rises and resets since then. */
  since: number;
  values: number;
  rises: number;
  resets: number;
  /** The value that it has just fallen from: if it returns there, the fall was a glitch. */
  fallen_from: number | null;
  /** Falls since it has last counted for long enough to be taken for a counter. */
  falls: number;
};

const MIN_VALUES = 50;
const MIN_MS = HOUR_MS;
/** A constant is no counter, and neither is what switches off as often as it rises. */
const MIN_RISES = 10;
const RISES_A_RESET = 10;
/** A fall to less than this share of the value before is a reset. */
const NEAR_ZERO = 0.1;
/** A counter stays one through so few falls: it is corrected by hand, or its meter is changed. */
const FORGIVEN_FALLS = 4;

/** The reference system sends the energy of each interval under this name. */
const REFERENCE_INTERVAL = "energy_kwh";
/** Names of totals; until they are known to count, their values are taken as those of an interval. */
const TOTALS =
  /(^|_)(counters?|counts?|cycles|pulses|totals?|odometer|runtime|operating_hours|energy)(_(good|bad|wh|kwh|mwh|h|hours))*$|_[kmg]?(wh|varh)$/;
/** Units and words of values that say how things are now: such a series never counts as a counter. */
const GAUGES =
  /(percent|pct|_c|_f|_k|_bar|_mbar|_k?pa|_psi|_[km]?w|_k?v|_m?a|_k?hz|_rpm|_mm_s|_m_s|_g|_db|_ph|_ppm|_m3h|_l_min|_kgh|_m_per_min|factor|ratio|rate|speed|level|position|setpoint)$|temp|pressure|vibration|wear|_per_/;

/**
 * A series with one more value. Values come in the order of time; a repeat or an older one changes nothing.
 */
export function remembered(memory: SeriesMemory | undefined, point: Point): SeriesMemory {
  if (!memory) return newMemory(point.at, point.value);
  const next = { ...memory, last: { ...memory.last } };
  noteValue(next, point.at, point.value);
  return next;
}

/** The memory of a series that begins with a value. */
export function newMemory(at: number, value: number): SeriesMemory {
  return {
    last: { at, value },
    since: at,
    values: 1,
    rises: 0,
    resets: 0,
    fallen_from: null,
    falls: 0,
  };
}

/** As `remembered`, but changes the memory in place: this is done with each value that comes. */
export function noteValue(memory: SeriesMemory, at: number, value: number) {
  const { last, fallen_from } = memory;
  if (at <= last.at) return;
  if (fallen_from !== null) {
    memory.fallen_from = null;
    if (value < fallen_from) return beginAgain(memory, at, value);
    if (value > fallen_from) memory.rises++;
  } else if (value > last.value) memory.rises++;
  else if (value < last.value) {
    if (value >= 0 && value < NEAR_ZERO * last.value) memory.resets++;
    else memory.fallen_from = last.value;
  }
  memory.values++;
  last.at = at;
  last.value = value;
  if (memory.falls > 0 && hasCounted(memory)) memory.falls = 0;
}

function beginAgain(memory: SeriesMemory, at: number, value: number) {
  memory.last.at = memory.since = at;
  memory.last.value = value;
  memory.values = 1;
  memory.rises = memory.resets = 0;
  memory.falls++;
}

/** Whether a series has counted for long enough to be taken for a counter: 50 values and an hour. */
export function hasCounted({ last, since, values, rises, resets }: SeriesMemory): boolean {
  return (
    values >= MIN_VALUES &&
    last.at - since >= MIN_MS &&
    rises >= MIN_RISES &&
    resets * RISES_A_RESET <= rises &&
    last.value >= 0
  );
}

/** Whether a series that was a counter still is: one or two corrections make no gauge of it. */
export function stillCounts(memory: SeriesMemory): boolean {
  return memory.falls <= FORGIVEN_FALLS || hasCounted(memory);
}

/**
 * The kind of a series: what its settings say; else what it does, once that is known; else what its name
 * says.
 * @param memory of the series; without it only the name is known
 */
export function kindOf(metric: string, memory?: SeriesMemory, setting?: SeriesKind): SeriesKind {
  if (setting) return setting;
  const { kind, isCertain } = named(metric);
  return !isCertain && memory && hasCounted(memory) ? "counter" : kind;
}

/** Whether a series may turn out to count, whatever its name says. */
export function mayCount(metric: string): boolean {
  return !named(metric).isCertain;
}

type Named = { kind: SeriesKind; isCertain: boolean };

/** Names from outside are remembered, but not without end. */
const REMEMBERED = 20_000;
const names = new Map<string, Named>();

/** The kind that a name says: asked with each value that comes. */
function named(metric: string): Named {
  const known = names.get(metric);
  if (known) return known;
  if (names.size >= REMEMBERED) names.clear();
  const read = readName(metric);
  names.set(metric, read);
  return read;
}

function readName(metric: string): Named {
  if (metric === REFERENCE_INTERVAL) return { kind: "interval", isCertain: true };
  if (GAUGES.test(metric)) return { kind: "gauge", isCertain: true };
  return { kind: TOTALS.test(metric) ? "interval" : "gauge", isCertain: false };
}
