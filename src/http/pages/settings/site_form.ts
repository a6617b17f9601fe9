import { type SiteChange, siteChange, SITE_FIELDS } from "../../../domain/site/settings";
import { WEEKDAYS } from "../../../domain/site/weekly";
import type { TypedSpan } from "../../../../views/settings/form_parts";
import { text } from "../../../words/text";

const LINES_AT_MOST = 100;

const words = text.settings;

/** Reads the text of a field; "" when it was not sent. */
export function typedText(form: Record<string, unknown>, name: string): string {
  const value = form[name];
  return typeof value === "string" ? value.trim() : "";
}

/** The weekly times of a form, line by line, with the index of each. */
export function typedSpans(form: Record<string, unknown>): (TypedSpan & { index: number })[] {
  const lines = Array.from({ length: LINES_AT_MOST }, (_, index) => index);
  return lines
    .filter((index) => form[`from.${index}`] !== undefined)
    .map((index) => ({
      index,
      days: WEEKDAYS.filter((day) => form[`${day}.${index}`] !== undefined),
      from: typedText(form, `from.${index}`),
      to: typedText(form, `to.${index}`),
    }));
}

/** A typed number with either decimal sign; an unreadable one stays text, so that the schema refuses it. */
export function typedNumber(typed: string): number | string {
  const number = Number(typed.replace(",", "."));
  return typed !== "" && Number.isFinite(number) ? number : typed;
}

/** The change that a form asks for, or a sentence for each error. @param lineName names a line of a list */
export function parseChange(
  asked: { [K in keyof SiteChange]: unknown },
  lineName: (index: number) => string,
): { change: SiteChange } | { problem: string } {
  const parsed = siteChange.safeParse(asked);
  if (parsed.success) return { change: parsed.data };
  const sentence = ([field, index, part]: PropertyKey[], message: string) => {
    const known = SITE_FIELDS.find((name) => name === field);
    const line = typeof index === "number" ? lineName(index) : known ? words.field[known] : "";
    const place = part === "from" || part === "to" || part === "days" ? `${line}, ${words[part]}` : line;
    return `${place}: ${message}`;
  };
  return { problem: parsed.error.issues.map(({ path, message }) => sentence(path, message)).join("; ") };
}
