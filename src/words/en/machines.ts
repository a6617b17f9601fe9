import type { Machine } from "../../domain/machine/machine";
import { isolateName } from "../isolate_name";

/** The list of machines, a machine's page and its form. */
export const machines = {
  title: "Machines",
  list: "All machines",
  none: "No machines yet. Add the first one.",
  columns: ["Machine", "Type", "Area", "Mode", "Value", "Worst open alarm", "Last reading"],
  noArea: "No area",
  noAlarm: "No alarm",
  notInUse: "Not in use",
  register: "Add a machine",
  edit: "Edit",
  editOf: (name: string) => `Edit ${name}`,
  values: "Current values",
  noValues: "No readings yet. Values appear after the first one.",
  chartOf: (label: string) => `Chart of ${label}`,
  facts: "Details",
  alarms: "Alarms of this machine",
  asExpected: "As expected",
  unjudged: "Not judged yet",
  suspended: (mode: string) => `Only limits hold in mode ${isolateName(mode)}`,
  read: (time: string) => `last reading ${time}`,
  save: "Save",
  cancel: "Cancel",
  notSaved: "Not saved: see the marked fields",
  isMissing: "is missing",
  notANumber: (given: string) => `must be a number, got ${given}`,
  yes: "Yes",
  no: "No",
  type: {
    compressor: "Compressor",
    hvac: "HVAC",
    motor: "Motor",
    pump: "Pump",
    injection_molding: "Injection molding",
    conveyor: "Conveyor",
    boiler: "Boiler",
    other: "Other",
  } satisfies Record<Machine["type"], string>,
  field: {
    name: "Name",
    aliases: "Earlier names, still accepted (one a line)",
    type: "Type",
    area: "Area",
    location: "Line or place",
    fed_by: "Fed by (a machine a line): their alarms may be the cause of its own",
    rated_power_kw: "Rated power (kW)",
    data_interval_seconds: "Seconds between readings",
    is_active: "In use",
    is_critical: "Critical for production",
  },
  fact: {
    id: "ID",
    aliases: "Earlier names, still accepted",
    fed_by: "Fed by",
    feeds: "Feeds",
    description: "Description",
    manufacturer: "Manufacturer",
    model: "Model",
    factory_name: "Factory",
    factory_location: "Location",
  },
};

const withUnit = (name: string, unit: string) => (unit ? `${name} (${unit})` : name);

/** The form of a machine's limits. */
export const limits = {
  edit: "Limits",
  of: (machine: string) => `Limits of ${isolateName(machine)}`,
  about:
    "A value outside a limit raises an alarm, at once or after its on-delay, even a value that was learned " +
    "as normal. Low limits do not hold while a machine is idle or offline. " +
    "An empty field means no limit.",
  silence: "No readings",
  silent: "Alarm after (minutes)",
  another: "Another metric",
  metric: "Name as sent by the machine",
  severity: "Severity",
  bound: {
    low: (unit: string) => withUnit("Low", unit),
    high: (unit: string) => withUnit("High", unit),
    rate_per_minute: (unit: string) => withUnit("Rate of change per minute", unit),
    flat_minutes: (_: string) => "Unchanged for (minutes)",
    silent_minutes: (_: string) => "No value for (minutes)",
    clears_at: (unit: string) => withUnit("Clears at", unit),
    dead_band: (unit: string) => withUnit("Dead-band", unit),
    on_delay_seconds: (_: string) => "On-delay (seconds)",
    off_delay_seconds: (_: string) => "Off-delay (seconds)",
  },
  more: "Dead-band, delays, modes",
  modes: "Only in modes (comma between)",
};
