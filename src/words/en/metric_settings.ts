import type { MetricKind } from "../../domain/machine/metric_settings";
import { isolateName } from "../isolate_name";
import { counted } from "./formats";

/** The page that sets what metrics are called and what of them can be true. */
export const metricSettings = {
  title: "Metrics",
  about:
    "Label, unit and decimals are used wherever a value is shown. A value outside its plausible range cannot be " +
    "true: it is marked, and counts nowhere. An empty field is as the metric's name says; a setting of a machine " +
    "comes before one of its type, and that before one of all machines.",
  none: "No metrics yet. They appear after the first reading.",
  sentBy: (machines: readonly string[], more: number) =>
    [...machines.map(isolateName), ...(more > 0 ? [`${more} more`] : [])].join(", "),
  notSent: "not sent now",
  nothingSet: "from the name",
  set: (places: number) => counted(places, { one: "setting", other: "settings" }),
  another: "Add a setting",
  scope: "For",
  plant: "All machines",
  ofType: (type: string) => `All of type ${type}`,
  unitHint: "none: –",
  asNamed: "Not set",
  field: {
    label: "Label",
    unit: "Unit",
    kind: "Kind",
    decimals: "Decimals",
    low: "Lowest plausible value",
    high: "Highest plausible value",
  },
  kind: {
    gauge: "Gauge: a value at an instant",
    counter: "Counter: a meter that only rises",
    interval: "Interval: an amount since the last value",
  } satisfies Record<MetricKind, string>,
  save: "Save",
  /** Begins with the word on its button. */
  saveOf: (metric: string) => `Save a setting of ${isolateName(metric)}`,
  remove: "Remove",
  notSaved: (metric: string, problem: string) => `${isolateName(metric)} was not saved: ${problem}`,
  unknownScope: "this machine or type does not exist",
};
