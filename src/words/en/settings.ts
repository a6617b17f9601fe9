import { isCurrencyCode } from "../../domain/site/currency";
import type { SiteField } from "../../domain/site/settings";
import type { Weekday } from "../../domain/site/weekly";
import { isolateName } from "../isolate_name";
import { counted } from "./formats";

const currencyNames = new Intl.DisplayNames("en", { type: "currency" });

/** The pages on which a plant says how it is laid out, when it works and what energy costs. */
export const settings = {
  title: "Settings",
  about: "What is set here holds on every server and screen within seconds.",
  plant: "Plant",
  plantName: "Name",
  plantTimezone: "Time zone",
  inEnvironment: (name: string) => `set in the environment: ${name}`,
  usual: (name: string) => `as it comes; ${name} in the environment changes it`,
  setBy: (text: string) => `Set by the environment: ${text}`,
  /** Why a field cannot be changed. */
  pinned: (text: string) => `Set by the environment: ${text}. Remove it there to set it here.`,
  notSaved: (problem: string) => `Not saved: ${problem}`,
  save: "Save",
  saveOf: (what: string) => `Save ${isolateName(what)}`,
  remove: "Remove",
  removeOf: (what: string) => `Remove ${isolateName(what)}`,
  add: "Add",
  asUsual: "Back to the usual",
  asUsualOf: (what: string) => `Back to the usual ${what}`,
  field: {
    currency: "Currency",
    peak_rate: "Peak rate per kWh",
    offpeak_rate: "Rate per kWh at all other times",
    peak_times: "Peak times",
    shift_timezone: "Time zone of the shifts",
    shifts: "Shifts",
    holidays: "Holidays",
    acknowledged_hours: "Hours that an acknowledgement holds",
    note_templates: "Notes to choose from",
  } satisfies Record<SiteField, string>,
  link: {
    metrics: "What metrics are called, and which values can be true",
    areas: "Halls, lines and cells, and which machines stand in them",
    shifts: "When people work: several shifts a day, weekdays, holidays",
    alarms: "How long an acknowledgement holds, and notes to choose from",
    energy: "Currency, and what a kWh costs at which time",
    me: "Where you are signed in, your password and PIN",
    people: "Who may sign in, and what they may do",
    tokens: "Programs that read, send readings or answer alarms",
    devices: "Kiosks and tablets that are paired",
    audit: "Who changed what, when and from where",
  },
  weekday: {
    mon: "Mon",
    tue: "Tue",
    wed: "Wed",
    thu: "Thu",
    fri: "Fri",
    sat: "Sat",
    sun: "Sun",
  } satisfies Record<Weekday, string>,
  days: "Weekdays on which it begins",
  from: "Begins",
  to: "Ends",
};

export const areas = {
  title: "Areas",
  about:
    "An area is a part of the plant: a hall, a line, a cell. It may lie in another one. The board of an area " +
    "shows its machines and those of all areas in it.",
  none: "No areas yet. Add the first one.",
  name: "Name",
  parent: "Lies in",
  top: "The plant itself",
  another: "Add an area",
  machines: (count: number) => counted(count, { one: "machine", other: "machines" }),
  board: (path: string) => `Board of ${isolateName(path)}`,
  editMachine: "A machine is put into an area on its own form.",
  unknown: (id: string) => `There is no area ${JSON.stringify(id)} any more`,
};

export const shifts = {
  title: "Shifts and holidays",
  about:
    "A shift that ends at or before its begin goes over midnight. A machine that is idle outside every shift " +
    "and draws power is an alert. Without any shift there is no such alert.",
  another: "Another shift",
  name: "Name",
  of: (name: string) => `Shift ${isolateName(name)}`,
  toRemove: "A shift without a name is removed.",
  calendar: "Holidays",
  holidayLines: "One a line: 2026-12-25 Christmas Day, or 12-25 for each year",
  aboutHolidays:
    "On a holiday no shift begins. A night shift that began the evening before goes on to its end.",
  coming: "The next shifts",
  comingNone: "No shift in the next seven days.",
  columns: ["Shift", "Begins", "Ends"],
  zone: (timezone: string) => `Times in ${timezone}`,
  holidayNeedsName: (line: string) => `${line}: a name is missing after the date`,
};

export const alarmSettings = {
  title: "Answers to alarms",
  about:
    "Acknowledged is not forgotten: an alarm that still stands when its time is over is new again, and says who " +
    "acknowledged it when.",
  hours: { critical: "Hours for a critical alarm", warning: "Hours for any other" },
  aboutHours: "From 0.01 to 720. It counts for acknowledgements from now on.",
  noteLines: "Notes to choose from, one a line",
  noteHint: "On my way\nMaintenance is informed\nKnown, planned for the next stop",
};

export const energySettings = {
  title: "Currency and tariff",
  about: "Costs on every page and in every alert are in this currency, by these rates.",
  currencyOf: (code: string) => {
    const name = isCurrencyCode(code) ? currencyNames.of(code) : undefined;
    return name && name !== code ? `${code} – ${name}` : code;
  },
  rates: "Rates",
  peakTime: (place: number) => `Peak time ${place}`,
  another: "Another peak time",
  aboutTimes:
    "By the clock of the plant. One that ends at or before its begin goes over midnight; one without a begin is removed.",
};
