import { z } from "zod";
import { LAST_SPANS, type LastSpan } from "../../../domain/alarm/last_span";
import { ALARM_STATES, type AlarmState, type Priority, type Severity } from "../../../domain/alarm/alarm";
import { parseInstant, plantDateTime, parsePlantTime } from "../../../domain/plant_time";
import { HOUR_MS } from "../../../domain/time_units";
import { areaNamed, type AskedMachinesDeps, machinesIn, machinesOf } from "../../asked_machines";
import { severity } from "../../validation";
import type { AlarmConditions } from "../../../store/alarms/alarm_store";

/** The filter of the alarm table. Times as a form has them, in plant time: "2026-11-23T10:00". */
export type AlarmFilter = {
  machine?: string;
  area?: string;
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

/** A machine or an area; of several the first. Whatever it is, one that there is not is refused, not left out. */
const word = z.preprocess((given) => (Array.isArray(given) ? given[0] : given), z.string());

/** A time without a zone is plant time, as forms send it; programs write a zone. */
const moment = z.iso
  .datetime({ local: true, offset: true })
  .refine((time) => momentIn("UTC", time) !== undefined);

/** The filter of an alarm list, from an address or a form. */
export const alarmFilter = z.object({
  machine: chosen(word),
  area: chosen(word),
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
 * @param inArea the machines of its area (`machinesIn`), if it names one
 */
export function alarmQueryOf(
  filter: AlarmFilter,
  timezone: string,
  now: number,
  inArea?: readonly string[],
): AlarmConditions {
  const { machine, severity, priority, state, last } = filter;
  const from = filter.from === undefined ? undefined : momentIn(timezone, filter.from);
  const to = filter.to === undefined ? undefined : momentIn(timezone, filter.to);
  const isNamed = filter.from !== undefined || filter.to !== undefined;
  return {
    machineIds: machinesAsked(machine, inArea),
    severity,
    priority: priority && (Number(priority) as Priority),
    states: state && [state],
    from: from ?? (last && !isNamed ? now - SPAN_MS[last] : undefined),
    to,
  };
}

/** A machine that stands elsewhere is none of the area: its last id is that of no machine. */
function machinesAsked(machine: string | undefined, inArea: readonly string[] | undefined) {
  if (!machine || !inArea) return machine ? [machine] : inArea;
  return inArea.includes(machine) ? [machine] : inArea.slice(-1);
}

/** A filter with machine and area by id, and the machines of the area; or the word of it that nothing bears. */
type Named<T> = { filter: T; inArea: readonly string[] | undefined } | { unknown: string; isArea: boolean };

/** Finds the machine and the area of a filter, whatever they were named by. */
export async function named<T extends AlarmFilter>(filter: T, deps: AskedMachinesDeps): Promise<Named<T>> {
  const { machine: word, area: place } = filter;
  const machines = await machinesOf(deps, word ? [word] : []);
  if ("unknown" in machines) return { ...machines, isArea: false };
  const area = place ? await areaNamed(deps, place) : undefined;
  if (place && !area) return { unknown: place, isArea: true };
  return {
    filter: { ...filter, machine: machines.ids[0], area: area?.id },
    inArea: area && machinesIn(deps, area.id),
  };
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
