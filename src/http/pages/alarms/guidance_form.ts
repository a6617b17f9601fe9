import {
  type Guidance,
  guidance,
  GUIDANCE_FIELDS,
  type GuidanceScope,
  isEmptyGuidance,
  scopeOfKey,
} from "../../../domain/alarm/guidance";
import { text } from "../../../words/text";

/** The fields of guidance as they were typed; "" is not set. */
export type TypedGuidance = Record<keyof Guidance, string>;

/** Guidance as its form shows it. */
export function typedGuidance(given: Guidance | undefined): TypedGuidance {
  return Object.fromEntries(
    GUIDANCE_FIELDS.map((name) => [name, String(given?.[name] ?? "")]),
  ) as TypedGuidance;
}

/** What was typed into a sent form, and for which alarms. */
export function typedIn(form: Record<string, unknown>): {
  typed: TypedGuidance;
  scope: GuidanceScope | undefined;
} {
  const typed = (name: string) => {
    const value = form[name];
    return typeof value === "string" ? value.trim() : "";
  };
  return {
    typed: Object.fromEntries(GUIDANCE_FIELDS.map((name) => [name, typed(name)])) as TypedGuidance,
    scope: scopeOfKey(typed("scope")),
  };
}

/** The guidance of a form, null when every field is empty; or a sentence for each error. */
export function parseGuidance(typed: TypedGuidance): { guidance: Guidance | null } | { problem: string } {
  const within = Number(typed.within_minutes.replace(",", "."));
  // An unreadable number stays text, so that the schema refuses it.
  const isNumber = typed.within_minutes !== "" && Number.isFinite(within);
  const parsed = guidance.safeParse(isNumber ? { ...typed, within_minutes: within } : typed);
  if (parsed.success) return { guidance: isEmptyGuidance(parsed.data) ? null : parsed.data };
  const sentences = parsed.error.issues.map(({ path, message }) => {
    const field = GUIDANCE_FIELDS.find((name) => name === path[0]);
    return field ? `${text.guidance.field[field]}: ${message}` : message;
  });
  return { problem: sentences.join("; ") };
}
