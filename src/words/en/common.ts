import type { AlarmState, Severity } from "../../domain/alarm/alarm";
import { labelOf } from "../../domain/machine/labels";
import { formatValue } from "../../domain/machine/metric";
import { isolateName } from "../isolate_name";
import { currencySign, duration, integer, latency, minutesAndSeconds, money } from "./formats";

const UNKNOWN = "–";

/** Words and formats that several pages share. */
export const common = {
  unknown: UNKNOWN,
  list: (parts: string[]) => parts.join(" · "),
  integer,
  duration,
  latency,
  minutesAndSeconds,
  money,
  currencySign,
  quantity: (value: number | null | undefined, unit: string | null | undefined) =>
    unit ? `${formatValue(value)} ${unit}` : formatValue(value),
  /** The name of a metric (on a machine): its label, else the name as it was sent; "–" when there is none. */
  metric: (name: string | null | undefined, machineId?: string | null) =>
    name === null || name === undefined ? UNKNOWN : isolateName(labelOf(name, machineId)),

  severity: { normal: "Notice", warning: "Warning", critical: "Critical" } satisfies Record<Severity, string>,
  state: {
    new: "New",
    acknowledged: "Acknowledged",
    cleared: "Cleared",
    resolved: "Resolved",
    finding: "Found later",
  } satisfies Record<AlarmState, string>,

  simulated: "Simulated",
  neverRead: "No reading yet",
  noReadingFor: (span: string) => `No reading for ${span}`,
  learning: (percent: number) => `learning ${percent} %`,
  noSuchArea: (asked: string) => `There is no area "${asked}": use its path or its id`,
  noSuchMachine: (asked: string) => `There is no machine "${asked}": use its id or its exact name`,
};
