import { z } from "zod";
import { LAST_SPANS, type LastSpan } from "../../../domain/alarm/last_span";
import type { AlarmFilter as AsHistoryKnows } from "../../../store/store";
import { ALARM_STATES, type AlarmState, SEVERITIES, type Severity } from "../../../domain/alarm/alarm";
import { momentNamed, plantLocal, plantMoment } from "../../../domain/plant_time";
import { HOUR_MS } from "../../../domain/time_units";

/** What the alarm table is narrowed to. Times as a form has them, in plant time: "2026-11-23T10:00". */
export type AlarmFilter = {
  machine?: string;
  severity?: Severity;
  state?: AlarmState;
  from?: string;
  to?: string;
  last?: LastSpan;
};

const SPAN_MS = { "1h": HOUR_MS, "8h": 8 * HOUR_MS, "24h": 24 * HOUR_MS, "7d": 7 * 24 * HOUR_MS };

/** A form sends empty fields for what was not chosen. A person who has changed an address is shown all, not an error. */
const chosen = <T extends z.ZodType>(schema: T) =>
  z
    .union([z.literal("").transform(() => undefined), schema])
    .optional()
    .catch(undefined);

/** In plant time, as forms send it, or with a zone, as programs write it. */
const moment = z.iso
  .datetime({ local: true, offset: true })
  .refine((time) => momentIn("UTC", time) !== undefined);

/** What narrows the list of alarms, as an address or a form says it. */
export const alarmFilter = z.object({
  machine: chosen(z.string().max(120)),
  severity: chosen(z.enum(SEVERITIES)),
  state: chosen(z.enum(ALARM_STATES)),
  from: chosen(moment),
  to: chosen(moment),
  last: chosen(z.enum(LAST_SPANS)),
}) satisfies z.ZodType<AlarmFilter>;

/** What history is asked. Times in a filter are plant time; a first or last moment that is named goes before a span. */
export function askedOf(filter: AlarmFilter, timezone: string, now: number): AsHistoryKnows {
  const { machine, severity, state, last } = filter;
  const from = filter.from === undefined ? undefined : momentIn(timezone, filter.from);
  const to = filter.to === undefined ? undefined : momentIn(timezone, filter.to);
  const isNamed = filter.from !== undefined || filter.to !== undefined;
  return {
    machineIds: machine ? [machine] : undefined,
    severity,
    states: state && [state],
    from: from ?? (last && !isNamed ? now - SPAN_MS[last] : undefined),
    to,
  };
}

/** The filter with its moments as the plant's clock shows them, which is what a form can hold. */
export function inPlantTime<T extends AlarmFilter>(filter: T, timezone: string): T {
  const shown = (time: string | undefined) => {
    const at = time && hasZone(time) ? momentIn(timezone, time) : undefined;
    return at === undefined ? time : plantLocal(at, timezone).toString();
  };
  return { ...filter, from: shown(filter.from), to: shown(filter.to) };
}

/** The filter that an address says, or the first part of it that says nothing: what is answered must be what was meant. */
export function filterSaid(query: string): { filter: AlarmFilter } | { unread: string } {
  const said = new URLSearchParams(query);
  const filter = alarmFilter.parse(Object.fromEntries(said));
  const read = new Map<string, string | undefined>(Object.entries(filter));
  const unread = [...said].find(
    ([name, value]) => value.includes("\0") || (value && read.get(name) !== value),
  );
  return unread ? { unread: unread.join("=") } : { filter };
}

/** Epoch milliseconds of a time with its zone, or without one as it is in the plant; undefined when there is no such time. */
function momentIn(timezone: string, time: string): number | undefined {
  return hasZone(time) ? momentNamed(time) : plantMoment(time, timezone);
}

const hasZone = (time: string) => /(?:Z|[+-]\d\d:?\d\d)$/i.test(time);
