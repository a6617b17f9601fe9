import { z } from "zod";
import { type AlarmFilter, LAST_SPANS } from "../../views/board_data";
import type { AlarmFilter as AsHistoryKnows } from "../history/history";
import { ALARM_STATES, SEVERITIES } from "../model/alarm";

const HOUR_MS = 3_600_000;
const SPAN_MS = { "1h": HOUR_MS, "8h": 8 * HOUR_MS, "24h": 24 * HOUR_MS, "7d": 7 * 24 * HOUR_MS };

/** A form sends empty fields for what was not chosen. A person who has changed an address is shown all, not an error. */
const chosen = <T extends z.ZodType>(schema: T) =>
  z
    .union([z.literal("").transform(() => undefined), schema])
    .optional()
    .catch(undefined);

const plantTime = z.iso.datetime({ local: true });

/** What narrows the list of alarms, as an address or a form says it. */
export const alarmFilter = z.object({
  machine: chosen(z.string().max(120)),
  severity: chosen(z.enum(SEVERITIES)),
  state: chosen(z.enum(ALARM_STATES)),
  from: chosen(plantTime),
  to: chosen(plantTime),
  last: chosen(z.enum(LAST_SPANS)),
}) satisfies z.ZodType<AlarmFilter>;

/** What history is asked. Times in a filter are plant time; a first or last moment that is named goes before a span. */
export function askedOf(filter: AlarmFilter, timezone: string, now: number): AsHistoryKnows {
  const { machine, severity, state, last } = filter;
  const from = filter.from && momentIn(timezone, filter.from);
  const to = filter.to && momentIn(timezone, filter.to);
  const isNamed = filter.from !== undefined || filter.to !== undefined;
  return {
    machineIds: machine ? [machine] : undefined,
    severity,
    states: state && [state],
    from: from || (last && !isNamed ? now - SPAN_MS[last] : undefined),
    to: to || undefined,
  };
}

/** @param time without zone, as it is in the plant */
function momentIn(timezone: string, time: string): number {
  return Temporal.PlainDateTime.from(time).toZonedDateTime(timezone).epochMilliseconds;
}
