import type { Point } from "./reading";
import { HOUR_MS } from "../time_units";

/**
 * What the values of a series say: how things are now, how much there has been in all, or how much there was
 * since the value before.
 */
export type SeriesKind = "gauge" | "counter" | "interval";

/** What is remembered of a series to tell its kind; plain JSON. */
export type SeriesMemory = {
  last: Point;
  /** Since when it has not fallen but by resets, and its values, rises and resets since then. */
  since: number;
  values: number;
  rises: number;
  resets: number;
  /** The value that it has just fallen from: if it returns there, the fall was a glitch. */
  fallen_from?: number;
};

const MIN_VALUES = 50;
const MIN_MS = HOUR_MS;
/** A constant is no counter, and neither is what switches off as often as it rises. */
const MIN_RISES = 10;
const RISES_A_RESET = 10;
/** A fall to less than this share of the value before is a reset. */
const NEAR_ZERO = 0.1;

/** The reference system sends the energy of each interval under this name. */
const REFERENCE_INTERVAL = "energy_kwh";
/** Names of totals; until they are known to count, their values are taken as those of an interval. */
const TOTALS =
  /(^|_)(counters?|counts?|cycles|pulses|totals?|odometer|runtime|operating_hours|energy)(_(good|bad|wh|kwh|mwh|h|hours))*$|_[kmg]?(wh|varh)$/;
/** Units and words of values that say how things are now: such a series never counts as a counter. */
const GAUGES =
  /(percent|pct|_c|_f|_k|_bar|_mbar|_k?pa|_psi|_[km]?w|_k?v|_m?a|_k?hz|_rpm|_mm_s|_m_s|_g|_db|_ph|_ppm|_m3h|_l_min|_kgh|_m_per_min|factor|ratio|rate|speed|level|position|setpoint)$|temp|pressure|vibration|_per_/;

/** A series with one more value. Values come in the order of time; a repeat or an older one changes nothing. */
export function remembered(memory: SeriesMemory | undefined, point: Point): SeriesMemory {
  if (!memory) return begun(point);
  const { last, fallen_from } = memory;
  if (point.at <= last.at) return memory;
  if (fallen_from !== undefined) {
    if (point.value < fallen_from) return begun(point);
    const { fallen_from: _, ...kept } = memory;
    return next(kept, point, point.value > fallen_from ? 1 : 0, 0);
  }
  if (point.value >= last.value) return next(memory, point, point.value > last.value ? 1 : 0, 0);
  if (point.value >= 0 && point.value < NEAR_ZERO * last.value) return next(memory, point, 0, 1);
  return { ...next(memory, point, 0, 0), fallen_from: last.value };
}

function begun(last: Point): SeriesMemory {
  return { last, since: last.at, values: 1, rises: 0, resets: 0 };
}

function next(memory: SeriesMemory, last: Point, rises: number, resets: number): SeriesMemory {
  return {
    ...memory,
    last,
    values: memory.values + 1,
    rises: memory.rises + rises,
    resets: memory.resets + resets,
  };
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

/**
 * The kind of a series: what its settings say; else what it does, once that is known; else what its name says.
 * @param memory of the series; without it only the name is known
 */
export function kindOf(metric: string, memory?: SeriesMemory, setting?: SeriesKind): SeriesKind {
  if (setting) return setting;
  if (metric === REFERENCE_INTERVAL) return "interval";
  if (GAUGES.test(metric)) return "gauge";
  if (memory && hasCounted(memory)) return "counter";
  return TOTALS.test(metric) ? "interval" : "gauge";
}
