import type { SuppressionKind } from "../../domain/alarm/suppressed";
import { isolateName } from "../isolate_name";
import { counted, integer } from "./formats";

/** What calls nobody for a while: shelved alarms, and machines that are out of service or in maintenance. */
export const suppression = {
  title: "Suppressed alarms",
  about:
    "These alarms are recorded, and call nobody: no notification, no sound, no place in the counts. What is still " +
    "active at the end is shown as new.",
  kind: {
    shelved: "Shelved",
    out_of_service: "Out of service",
    maintenance: "Maintenance",
  } satisfies Record<SuppressionKind, string>,
  /** In a row: "Shelved until 14:30 by Ada". */
  until: (kind: string, time: string) => `${kind} until ${time}`,
  by: (what: string, name: string) => `${what} by ${name}`,
  icon: "Suppressed",
  count: (count: number) => `${integer(count)} suppressed`,
  none: "None suppressed",

  /** In the opened row of an alarm. */
  shelveOn: (machine: string) => `Shelve the alarm on ${machine}`,
  shelveFor: {
    "15m": "Shelve 15 min",
    "1h": "Shelve 1 h",
    "8h": "Shelve 8 h",
    shift: "Shelve to end of shift",
  },
  maintenance: "Maintenance…",
  end: "End now",
  endOn: (what: string) => `End now (${isolateName(what)})`,
  endThisTime: "End this time",
  endThisTimeOn: (what: string) => `End this time (${isolateName(what)})`,
  remove: "Remove",
  removeOn: (what: string) => `Remove (${isolateName(what)})`,

  /** The list. */
  inForce: "In force now",
  planned: "Planned",
  nothingInForce: "Nothing is suppressed.",
  nothingPlanned: "Nothing is planned.",
  columns: ["What", "Kind", "Until", "By", "Reason", "Alarms", "Action"],
  plannedColumns: ["What", "Kind", "Next time", "By", "Reason", "Action"],
  span: (from: string, to: string) => `${from} – ${to}`,
  weekly: (days: string, from: string, to: string) => `every ${days}, ${from} – ${to}`,
  alarms: (count: number) => counted(count, { one: "alarm", other: "alarms" }),
  noAlarm: "none so far",
  ofNoMachine: "Alarms of no machine",
  unknownMachine: (id: string) => `Unknown machine ${isolateName(id)}`,
  unknownArea: "An area that is gone",
  listed: "Alarms that are suppressed",

  /** The forms. */
  plan: {
    out_of_service: "Take out of service",
    maintenance: "Maintenance, once",
    weekly: "Maintenance, every week",
  },
  aboutPlan:
    "Readings are kept and not learned, alarms are suppressed, and silence is no news. At the end alarms that are " +
    "still active are shown as new.",
  needsEngineer: "An engineer can take machines out of service and plan maintenance.",
  machine: "Machine",
  where: "Machine or area",
  metric: "Only this metric (empty: all)",
  from: "From",
  to: "Until",
  returns: "Back in service",
  reason: "Reason",
  machines: "Machines",
  areas: "Areas",
  save: {
    out_of_service: "Take out of service",
    maintenance: "Plan maintenance",
    weekly: "Plan weekly maintenance",
  },
  problem: {
    where: "Name a machine or an area",
    machine: "Name the machine",
    reason: "Say why it is out of service",
    until: "Say until when, as 2026-11-28 14:30",
    from: "Say from when, as 2026-11-28 14:30",
    order: "“Until” must be after “From”",
    past: "“Until” is over already",
    days: "Name at least one weekday, and two times like 02:00 and 04:00",
    noShift: "Nobody is on shift now: shelve it for 15 min, 1 h or 8 h",
    notOpen: (id: string) => `Cannot shelve alarm ${id}: it is not open`,
    notShelved: (id: string) => `Cannot unshelve ${id}: it is not shelved`,
    tooLong: "At most two years from now",
  },
};
