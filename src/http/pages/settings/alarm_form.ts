import type { SiteChange, SiteValues } from "../../../domain/site/settings";
import { parseChange, typedNumber, typedText } from "./site_form";

export const ALARM_FIELDS = ["acknowledged_hours", "note_templates"] as const;

/** The fields of the page as they were typed. */
export type TypedAnswers = { critical: string; warning: string; notes: string };

/** The values in force, as somebody would type them. */
export function typedOf({ acknowledged_hours, note_templates }: SiteValues): TypedAnswers {
  const { critical, warning } = acknowledged_hours;
  return { critical: String(critical), warning: String(warning), notes: note_templates.join("\n") };
}

/** The values typed into a sent form. */
export const typedAnswers = (form: Record<string, unknown>): TypedAnswers => ({
  critical: typedText(form, "critical"),
  warning: typedText(form, "warning"),
  notes: typedText(form, "notes"),
});

/** The change that a form asks for: a note a line. */
export function parseAnswers(form: Record<string, unknown>): { change: SiteChange } | { problem: string } {
  if (form.usual !== undefined) return { change: { acknowledged_hours: null, note_templates: null } };
  const { critical, warning, notes } = typedAnswers(form);
  const lines = notes
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const acknowledged_hours = { critical: typedNumber(critical), warning: typedNumber(warning) };
  const asked = { acknowledged_hours, note_templates: [...new Set(lines)] };
  return parseChange(asked, (index) => lines[index] ?? "");
}
