import type { z } from "zod";
import {
  machinesOf,
  METRIC_FIELDS,
  metricSettingEntry,
  type MetricSetting,
  type Scope,
} from "../../../domain/machine/metric_settings";
import { text } from "../../../words/text";

/** The fields of a setting as they were typed; "" is not set. */
export type TypedSetting = Record<keyof MetricSetting, string>;

/** "No unit" is something to say of a metric, and an empty field says nothing. */
const NO_UNIT = "–";

/** A setting as its form shows it. */
export function typedSetting(setting: MetricSetting): TypedSetting {
  const shown = (name: keyof MetricSetting) => {
    const value = setting[name];
    return name === "unit" && value === "" ? NO_UNIT : value === undefined ? "" : String(value);
  };
  return Object.fromEntries(METRIC_FIELDS.map((name) => [name, shown(name)])) as TypedSetting;
}

/** The values typed into a sent form. */
export function typedIn(form: Record<string, unknown>): TypedSetting & { metric: string; scope: string } {
  const typed = (name: string) => {
    const value = form[name];
    return typeof value === "string" ? value.trim() : "";
  };
  const fields = Object.fromEntries(METRIC_FIELDS.map((name) => [name, typed(name)])) as TypedSetting;
  // A metric's name is what was sent, with the blanks that it has.
  return { ...fields, metric: typeof form.metric === "string" ? form.metric : "", scope: typed("scope") };
}

/** The entry that a form sets, or a sentence for each error. */
export function parseSetting({
  metric,
  scope,
  ...typed
}: ReturnType<typeof typedIn>): { entry: z.output<typeof metricSettingEntry> } | { problem: string } {
  const set = METRIC_FIELDS.flatMap((name) =>
    typed[name] === "" ? [] : [[name, valueOf(name, typed[name])]],
  );
  const parsed = metricSettingEntry.safeParse({
    metric,
    ...machinesOf(scope as Scope),
    ...Object.fromEntries(set),
  });
  if (parsed.success) return { entry: parsed.data };
  return { problem: parsed.error.issues.map(({ path, message }) => sentence(path, message)).join("; ") };
}

/** An unreadable number stays text, so that the schema refuses it. */
function valueOf(name: keyof MetricSetting, typed: string): string | number {
  if (name === "unit") return /^[-–—]$/.test(typed) ? "" : typed;
  if (name === "label" || name === "kind") return typed;
  const number = Number(typed.replace(",", ".").replace("−", "-"));
  return Number.isFinite(number) ? number : typed;
}

function sentence([name]: PropertyKey[], message: string): string {
  const field = METRIC_FIELDS.find((known) => known === name);
  return field ? `${text.metricSettings.field[field]}: ${message}` : message;
}
