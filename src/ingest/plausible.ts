import type { Machine } from "../domain/machine/machine";
import { metricName, type MetricName } from "./metric_name";

/** What a plant knows about a metric besides its name; each may say that it does not know. */
export type MetricKnowledge = {
  /** The plausible range that somebody has set. */
  range?(
    machineId: string,
    metric: string,
  ): { low?: number | undefined; high?: number | undefined } | undefined;
  /** The learned median. */
  median?(machineId: string, metric: string): number | undefined;
  /** Whether it counts up, by its settings or its behaviour. */
  isCounter?(machineId: string, metric: string): boolean | undefined;
};

/** Why a value cannot be true: the reason for counters, and a sentence. */
export type Implausible = { reason: "sentinel" | "huge" | "power" | "range"; why: string };

export type RatedMachine = Pick<Machine, "id" | "rated_power_kw">;

const GAUGE_AT_MOST = 1e12;
/** No register counts further. */
const COUNTER_AT_MOST = 2 ** 64;
const LOWEST_SHARE_OF_RATED = -0.1;
const MOST_TIMES_RATED = 10;
const MOST_TIMES_MEDIAN = 100;

const [BITS_16, BITS_24, BITS_32] = [2 ** 16 - 1, 2 ** 24 - 1, 2 ** 32 - 1];
/** What gateways send for "no value": the ends of their registers. */
const WIDE_REGISTERS = [BITS_32, -(2 ** 31), 2 ** 31, 2 ** 31 - 1];
const NARROW_REGISTERS = [BITS_16, -(2 ** 15), 2 ** 15, 2 ** 15 - 1];

/** Too large to be met by chance, so also where a gateway has scaled it: 4294967.295. */
const WIDE = sentinels(WIDE_REGISTERS, [1, 10, 100, 1000]);
const NARROW = sentinels([...NARROW_REGISTERS, BITS_24], [1]);
/** 6553.5 kW is a register at its end; a temperature or a speed can be that. */
const NARROW_POWER = sentinels(NARROW_REGISTERS, [10]);
/** Nearly every value is below, and needs no further look. */
const LEAST_SENTINEL = 3276;

/**
 * Why a value cannot be true; undefined: it can. Counters by name (`parts_count`) pass every number of a
 * register on their way, other energies all but the widest.
 */
export function implausible(
  value: number,
  metric: string,
  machine: RatedMachine,
  knowledge: MetricKnowledge = {},
): Implausible | undefined {
  const name = metricName(metric);
  const size = Math.abs(value);
  if (size >= LEAST_SENTINEL) {
    const isCounter = knowledge.isCounter?.(machine.id, metric) ?? name.isCount;
    if (size > (isCounter ? COUNTER_AT_MOST : GAUGE_AT_MOST))
      return { reason: "huge", why: `${value} is implausible: too large for any measurement` };
    if (!isCounter && isSentinel(value, metric, name))
      return { reason: "sentinel", why: `${value} is implausible: gateways send it for "no value"` };
  }
  const range = knowledge.range?.(machine.id, metric);
  if (range) return outside(value, range.low, range.high, "range", "its range");
  return name.isPower ? wrongPower(value, metric, name, machine, knowledge) : undefined;
}

function isSentinel(value: number, metric: string, { isEnergy, isPower }: MetricName): boolean {
  if (WIDE.has(value) || (isPower && NARROW_POWER.has(value))) return true;
  // Energy is a counter more often than its name says: only the reference's own is known to be none.
  return NARROW.has(value) && (!isEnergy || metric === "energy_kwh");
}

function wrongPower(
  value: number,
  metric: string,
  { kw }: MetricName,
  machine: RatedMachine,
  knowledge: MetricKnowledge,
): Implausible | undefined {
  const { id, rated_power_kw } = machine;
  if (rated_power_kw !== null && kw !== undefined) {
    const rated = rated_power_kw / kw;
    const low = LOWEST_SHARE_OF_RATED * rated;
    return outside(
      value,
      low,
      MOST_TIMES_RATED * rated,
      "power",
      `power of a machine of ${rated_power_kw} kW`,
    );
  }
  const median = knowledge.median?.(id, metric);
  if (median === undefined || !(median > 0)) return undefined;
  return outside(value, undefined, MOST_TIMES_MEDIAN * median, "power", "its usual power");
}

function outside(
  value: number,
  low: number | undefined,
  high: number | undefined,
  reason: Implausible["reason"],
  of: string,
): Implausible | undefined {
  if (low !== undefined && value < low)
    return { reason, why: `${value} is implausible: ${of} is at least ${low}` };
  if (high !== undefined && value > high)
    return { reason, why: `${value} is implausible: ${of} is at most ${high}` };
  return undefined;
}

function sentinels(registers: readonly number[], scales: readonly number[]): ReadonlySet<number> {
  // Both ways of scaling: a program divides, or multiplies by 0.1. Some count in single precision.
  const scaled = registers.flatMap((end) => scales.flatMap((by) => [end / by, end * (1 / by)]));
  return new Set([...scaled, ...scaled.filter(Number.isInteger).map(Math.fround)]);
}
