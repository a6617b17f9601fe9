import { z } from "zod";
import type { AcknowledgedFor } from "../alarm/answer";
import { acknowledgedHours, noteTemplates } from "../alarm/answer_settings";
import { currency } from "./currency";
import { isTimezone } from "./local_time";
import { holidayList, type ShiftCalendar, shiftList } from "./shifts";
import { peakTimes, rate, type Tariff } from "./tariff";
import { HOUR_MS } from "../time_units";
import { WEEKDAYS, type WeeklySpan } from "./weekly";

const fields = {
  currency,
  peak_rate: rate,
  offpeak_rate: rate,
  peak_times: peakTimes,
  shift_timezone: z.string().refine(isTimezone, "must be a time zone like Europe/Berlin"),
  shifts: shiftList,
  holidays: holidayList,
  acknowledged_hours: acknowledgedHours,
  note_templates: noteTemplates,
};
export const SITE_FIELDS = Object.keys(fields) as SiteField[];
export type SiteField = keyof typeof fields;

/** The settings of the site, each as it is sent and kept. */
export type SiteValues = { [K in SiteField]: z.output<(typeof fields)[K]> };
/** What was set: by people, or by the environment. */
export type SomeSiteValues = Partial<SiteValues>;

/** A change: what it leaves out stays, null takes back what was set. */
export const siteChange = z
  .strictObject(
    Object.fromEntries(SITE_FIELDS.map((name) => [name, fields[name].nullable()])) as unknown as {
      [K in SiteField]: z.ZodNullable<(typeof fields)[K]>;
    },
  )
  .partial();
export type SiteChange = z.output<typeof siteChange>;

/** The first field of a change that is set elsewhere already. @param texts by field, how it is set there */
export function pinnedIn(change: SiteChange, texts: Partial<Record<SiteField, string>>) {
  return SITE_FIELDS.find((field) => change[field] !== undefined && texts[field] !== undefined);
}

/** Reads what was kept of a setting; undefined when it is none of this program's. */
export function readSiteValue(name: string, json: string): SomeSiteValues {
  const field = SITE_FIELDS.find((known) => known === name);
  if (!field) return {};
  const { success, data } = fields[field].safeParse(JSON.parse(json));
  return success ? { [field]: data } : {};
}

/** The site as everything that decides by it is given it. */
export type Site = { currency: string; tariff: Tariff; shifts: ShiftCalendar };

const USUAL_ACKNOWLEDGED_HOURS = { critical: 4, warning: 24 };

/** The values where nobody has set any; the shifts go by the plant's own clock. */
export function usualSite(timezone: string): SiteValues {
  return {
    currency: "USD",
    peak_rate: 0.5,
    offpeak_rate: 0.1,
    peak_times: [{ ...hoursOf({ from: 8, to: 20 }), days: [...WEEKDAYS] }],
    shift_timezone: timezone,
    shifts: shiftsOf({ from: 6, to: 22 }),
    holidays: [],
    acknowledged_hours: USUAL_ACKNOWLEDGED_HOURS,
    note_templates: [],
  };
}

/** How long an acknowledgement holds, by what was set; what is neither critical nor a warning holds as a warning does. */
export function acknowledgedFor(
  hours: SiteValues["acknowledged_hours"] = USUAL_ACKNOWLEDGED_HOURS,
): AcknowledgedFor {
  const [critical, warning] = [hours.critical * HOUR_MS, hours.warning * HOUR_MS];
  return { critical, warning, normal: warning };
}

/** The site of its values. @param timezone of the plant, by which its tariff goes */
export function siteOf(values: SiteValues, timezone: string): Site {
  return {
    currency: values.currency,
    tariff: {
      timezone,
      peakRate: values.peak_rate,
      offPeakRate: values.offpeak_rate,
      peakTimes: values.peak_times,
    },
    shifts: { timezone: values.shift_timezone, shifts: values.shifts, holidays: values.holidays },
  };
}

/** Whole hours of a day: from, and before to; over midnight where `to` is less. */
export type Hours = { from: number; to: number };

/** One shift a working day, Monday to Friday. */
export function shiftsOf(hours: Hours): SiteValues["shifts"] {
  return [{ name: "Shift", days: WEEKDAYS.slice(0, 5), ...hoursOf(hours) }];
}

/** The same hours every day. */
export function timesOf(hours: Hours): WeeklySpan[] {
  return [{ days: [...WEEKDAYS], ...hoursOf(hours) }];
}

const hoursOf = ({ from, to }: Hours) => ({ from: clock(from), to: clock(to) });
const clock = (hour: number) => `${String(hour).padStart(2, "0")}:00`;
