import { numberInText } from "../domain/number_text";
import { cut, storable } from "../domain/text";
import type { Mark } from "../domain/machine/reading";

const DECIMAL_COMMA = /^[-+]?\d+,\d+$/;
const SHOWN_CHARACTERS = 60;

/** Why a value that was sent does not count, for counters: few, so that they can be labels. */
export type BadValue = "null" | "nan" | "infinite" | "text" | "object";

/**
 * Reads a value: a number, a decimal number as text, or a boolean (1 or 0; as text too, for CSV). Undefined
 * for everything else: null, NaN, infinities, other text (Number() alone would read "0x10" and ""), objects.
 */
export function readValue(sent: unknown): number | undefined {
  if (typeof sent === "boolean") return Number(sent);
  const value = typeof sent === "string" ? numberInText(sent) : sent;
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** The mark that stays in place of a value that is none. */
export function badMark(sent: unknown): Mark {
  return { quality: "bad", sent: shown(sent) };
}

function shown(sent: unknown): string {
  if (Array.isArray(sent)) return "a list";
  if (typeof sent === "object" && sent !== null) return "an object";
  const text = storable(String(sent));
  return text.length <= SHOWN_CHARACTERS ? text : `${cut(text, SHOWN_CHARACTERS)}…`;
}

/** The kind of a bad value, by the text that its mark shows. */
export function badKind(sent: string): BadValue {
  if (sent === "null") return "null";
  if (sent === "NaN") return "nan";
  const word = sent.trim().toLowerCase();
  if (word === "null" || word === "none") return "null";
  if (word === "nan") return "nan";
  if (/^[-+]?(inf|infinity)$/.test(word)) return "infinite";
  return sent === "a list" || sent === "an object" ? "object" : "text";
}

/** Why the value does not count, for its sender, and what would be right where that can be said. */
export function badReason(sent: string): string {
  const kind = badKind(sent);
  if (kind === "null") return `${sent} is no value`;
  if (kind === "nan") return `${sent} is no number`;
  if (kind === "infinite") return `${sent} is not finite`;
  if (kind === "object") return `expected a number, got ${sent}`;
  const text = sent.trim();
  if (text === "") return "an empty text is no number";
  const quoted = JSON.stringify(sent);
  if (DECIMAL_COMMA.test(text)) return `${quoted} is no number: write ${text.replace(",", ".")}`;
  if (/^[-+]?0x[\da-f]+$/i.test(text)) return `${quoted} is no number: write ${Number(text)}`;
  return `${quoted} is no number`;
}
