import type { z } from "zod";
import {
  FORM_FIELDS,
  type FormErrors,
  type FormField,
  type FormValues,
} from "../../../../views/machines/machine_form";
import { text } from "../../../words/text";
import { type Machine, MACHINE_DEFAULTS } from "../../../domain/machine/machine";

const NUMBERS: readonly FormField[] = ["rated_power_kw", "data_interval_seconds"];
const FLAGS: readonly FormField[] = ["is_active", "is_critical"];
/** Fields of one word a line. */
const LISTS: readonly FormField[] = ["aliases", "fed_by"];
const WITHOUT: readonly FormField[] = ["area", "location", "rated_power_kw"];

/**
 * A machine as its form shows it; undefined: the defaults of a new one.
 * @param nameOf the name of a machine by its id
 */
export function machineForm(
  machine: Omit<Machine, "id" | "created_at" | "updated_at"> | undefined,
  nameOf: (id: string) => string = (id) => id,
): FormValues {
  const values = machine ?? { ...MACHINE_DEFAULTS, name: "" };
  const shown = (field: FormField) => {
    if (field === "aliases") return values.aliases.join("\n");
    if (field === "fed_by") return values.fed_by.map(nameOf).join("\n");
    return values[field] === false ? "" : String(values[field] ?? "");
  };
  return Object.fromEntries(FORM_FIELDS.map((field) => [field, shown(field)])) as FormValues;
}

/** The values typed into a sent form. */
export function typedMachine(form: Record<string, unknown>): FormValues {
  const typed = (field: FormField) => {
    const value = form[field];
    return typeof value === "string" ? value.trim() : "";
  };
  return Object.fromEntries(FORM_FIELDS.map((field) => [field, typed(field)])) as FormValues;
}

type Parsed<T> = { fields: T } | { errors: FormErrors };

/** A form's fields as an API body would have them, or the reason why each is refused. */
export function parseForm<S extends z.ZodType>(schema: S, typed: FormValues): Parsed<z.output<S>> {
  const given = Object.fromEntries(FORM_FIELDS.map((field) => [field, parseField(field, typed[field])]));
  const parsed = schema.safeParse(given);
  const errors: FormErrors = {};
  for (const issue of parsed.error?.issues ?? []) {
    const field = FORM_FIELDS.find((name) => name === issue.path[0]) ?? "name";
    const isNumber = NUMBERS.includes(field) && given[field] === typed[field];
    errors[field] ??= !typed[field]
      ? text.machines.isMissing
      : isNumber
        ? text.machines.notANumber(typed[field])
        : issue.message;
  }
  return parsed.success ? { fields: parsed.data } : { errors };
}

/** An unreadable number stays text, so that the schema refuses it. */
function parseField(field: FormField, typed: string): string | string[] | number | boolean | null {
  if (LISTS.includes(field)) return typed.split(/\r?\n/).filter((line) => line.trim() !== "");
  if (FLAGS.includes(field)) return typed !== "";
  if (typed === "") return WITHOUT.includes(field) ? null : typed;
  if (!NUMBERS.includes(field)) return typed;
  const number = Number(typed.replace(",", "."));
  return Number.isFinite(number) ? number : typed;
}
