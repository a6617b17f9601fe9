import { z } from "zod";
import { LAST_SPANS, type LastSpan } from "../../../domain/alarm/last_span";
import { ALARM_STATES, type AlarmState, type Priority, type Severity } from "../../../domain/alarm/alarm";
import { parseInstant, plantDateTime, parsePlantTime } from "../../../domain/plant_time";
import type { MachineRegistry } from "../../../ingest/machine_registry";
import { HOUR_MS } from "../../../domain/time_units";
import { idsOf } from "../../asked_machines";
import { severity } from "../../validation";
import type { AlarmConditions } from "../../../store/alarms/alarm_store";

/** The filter of the alarm table. Times as a form has them, in plant time: "2026-11-23T10:00". */
export type AlarmFilter = {
  machine?: string;
  severity?: Severity;
  priority?: (typeof PRIORITIES)[number];
  state?: AlarmState;
  from?: string;
  to?: string;
  last?: LastSpan;
};

/** As a form has them. */
export const PRIORITIES = ["1", "2", "3", "4"] as const;

const SPAN_MS = { "1h": HOUR_MS, "8h": 8 * HOUR_MS, "24h": 24 * HOUR_MS, "7d": 7 * 24 * HOUR_MS };

/** A form sends empty fields for unset filters. An edited address shows all alarms rather than an error. */
const chosen = <T extends z.ZodType>(schema: T) =>
  z
    .union([z.literal("").transform(() => undefined), schema])
    .optional()
    .catch(undefined);

/** A time without a zone is plant time, as forms send it; programs write a zone. */
const moment = z.iso
  .datetime({ local: true, offset: true })
  .refine((time) => momentIn("UTC", time) !== undefined);

/** The filter of an alarm list, from an address or a form. */
export const alarmFilter = z.object({
  machine: chosen(z.string().max(120)),
  severity: chosen(severity),
  priority: chosen(z.enum(PRIORITIES)),
  state: chosen(z.enum(ALARM_STATES)),
  from: chosen(moment),
  to: chosen(moment),
  last: chosen(z.enum(LAST_SPANS)),
}) satisfies z.ZodType<AlarmFilter>;

/**
 * The store query of a filter. Filter times are plant time; an explicit first or last moment wins over a
 * span.
 */
export function alarmQueryOf(filter: AlarmFilter, timezone: string, now: number): AlarmConditions {
  const { machine, severity, priority, state, last } = filter;
  const from = filter.from === undefined ? undefined : momentIn(timezone, filter.from);
  const to = filter.to === undefined ? undefined : momentIn(timezone, filter.to);
  const isNamed = filter.from !== undefined || filter.to !== undefined;
  return {
    machineIds: machine ? [machine] : undefined,
    severity,
    priority: priority && (Number(priority) as Priority),
    states: state && [state],
    from: from ?? (last && !isNamed ? now - SPAN_MS[last] : undefined),
    to,
  };
}

/** The filter with its machine by id, whatever it was named by. */
export function byMachineId<T extends AlarmFilter>(filter: T, machines: Pick<MachineRegistry, "find">): T {
  return filter.machine ? { ...filter, machine: idsOf(machines, [filter.machine])[0] } : filter;
}

/** The filter with its moments in plant time, which is what a form can hold. */
export function inPlantTime<T extends AlarmFilter>(filter: T, timezone: string): T {
  const shown = (time: string | undefined) => {
    const at = time && hasZone(time) ? momentIn(timezone, time) : undefined;
    return at === undefined ? time : plantDateTime(at, timezone).toString();
  };
  return { ...filter, from: shown(filter.from), to: shown(filter.to) };
}

/**
 * Parses a filter strictly, or names its first invalid part: what gets acknowledged must be what was meant.
 */
export function parseAlarmFilter(query: string): { filter: AlarmFilter } | { unread: string } {
  const said = new URLSearchParams(query);
  const filter = alarmFilter.parse(Object.fromEntries(said));
  const read = new Map<string, string | undefined>(Object.entries(filter));
  const unread = [...said].find(
    ([name, value]) => value.includes("\0") || (value && read.get(name) !== value),
  );
  return unread ? { unread: unread.join("=") } : { filter };
}

/** Epoch milliseconds of a time with a zone, or else in plant time; undefined when there is no such time. */
export function momentIn(timezone: string, time: string): number | undefined {
  return hasZone(time) ? parseInstant(time) : parsePlantTime(time, timezone);
}

const hasZone = (time: string) => /(?:Z|[+-]\d\d:?\d\d)$/i.test(time);
