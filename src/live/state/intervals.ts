import { goneAfter, likelyInterval } from "../../domain/machine/freshness";
import { HOUR_MS } from "../../domain/time_units";
import type { MachineState } from "./machine_state";
import type { Value } from "./value";

/** A series that has sent nothing for so long while others of its machine did is given up. */
const GIVEN_UP_MS = HOUR_MS;

type Sending = Pick<MachineState, "machine" | "values" | "at">;

/** A judged series: when its newest value came, and until when that holds. */
export type Stopping = { metric: string; since: number; goneAt: number };

/**
 * The time between two values of a series. One that is too new for its own is as slow as the machine, or
 * slower if its first values were.
 */
export function intervalOf({ machine, values }: Pick<Sending, "machine" | "values">, value: Value): number {
  const declared = machine.data_interval_seconds * 1000;
  return value.intervalMs ?? Math.max(declared, likelyOf(mainOf(values)), likelyOf(value));
}

/**
 * The interval of a series as far as it can be told, 0 when it cannot. Gateways store faster than they send.
 */
function likelyOf(value: Value | undefined): number {
  return value?.intervalMs ?? Math.max(value?.storedMs ?? 0, likelyInterval(value?.gapsMs ?? []) ?? 0);
}

/**
 * The time between two readings of a machine: the interval of the series that come most often, of those whose
 * own one is known, if there are any. One that was given up long ago does not count.
 */
export function machineInterval(state: Sending): number {
  const given = (state.at ?? 0) - GIVEN_UP_MS;
  const series = [...state.values.values()].filter(({ at }) => (at ?? 0) >= given);
  const known = series.flatMap(({ intervalMs }) => intervalMs ?? []);
  if (known.length > 0) return Math.min(...known);
  const expected = series.map((value) => intervalOf(state, value));
  return expected.length > 0 ? Math.min(...expected) : state.machine.data_interval_seconds * 1000;
}

/** Whether the normal of a value is known. */
export const isJudged = ({ low, high }: Value) => low !== undefined && high !== undefined;

/**
 * The judged series that goes without a value first. Only a series with an interval of its own can be missed.
 * @param slackMs how much longer a value holds than its interval says
 */
export function stoppingFirst(state: Sending, slackMs: number): Stopping | undefined {
  let first: Stopping | undefined;
  for (const value of state.values.values()) {
    const { metric, at, intervalMs } = value;
    if (at === null || intervalMs === undefined || !isJudged(value)) continue;
    const goneAt = at + goneAfter(intervalMs, slackMs);
    if (goneAt < (first?.goneAt ?? Infinity)) first = { metric, since: at, goneAt };
  }
  return first;
}

/** The power where there is one, else the metric that came first. */
export function mainOf(values: ReadonlyMap<string, Value>): Value | undefined {
  return values.get("power_kw") ?? values.values().next().value;
}
