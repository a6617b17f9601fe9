import type { z } from "zod";
import { cut } from "../domain/text";
import { MAX_METRICS, sentReading, type SentReading } from "../domain/machine/reading";

/** Most readings in one call. */
export const MAX_READINGS = 10_000;

const SHOWN_CHARACTERS = 60;

/** A refused row, by its index in the body (the first reading is 0). */
export type Rejected = { index: number; error: string };
export type Row = SentReading | Rejected;

/** A parsed body: its rows in order, or the reason and HTTP status of refusing it whole. */
export type Parsed = { kind: "rows"; rows: Row[] } | Refused;
export type Refused = { kind: "refused"; status: 400 | 413 | 415; message: string; details?: string[] };

export function refuse(status: Refused["status"], message: string, details?: string[]): Refused {
  return details ? { kind: "refused", status, message, details } : { kind: "refused", status, message };
}

/** Refuses a body of more than `MAX_READINGS` readings. */
export function tooMany(): Refused {
  const limit = MAX_READINGS.toLocaleString("en");
  return refuse(413, `The body holds more than ${limit} readings: send at most ${limit} a call`);
}

/** Checks one reading of a body against the schema; a bad one becomes a rejection that names the field. */
export function checkRow(value: unknown, index: number): Row {
  const metrics = (value as { metrics?: unknown } | null)?.metrics;
  // Count before the schema checks each: a body of nothing but metrics would block the loop for seconds.
  if (typeof metrics === "object" && metrics !== null) {
    const names = Object.keys(metrics);
    if (names.length > MAX_METRICS)
      return { index, error: `metrics: ${names.length} are too many, at most ${MAX_METRICS} a reading` };
    // The schema's record would drop this one silently.
    if (names.includes("__proto__"))
      return { index, error: "metrics.__proto__: this is no name for a metric" };
  }
  const result = sentReading.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  return { index, error: issue ? sentence(issue) : "Not a reading" };
}

const NOUNS: Record<string, string> = {
  number: "a number",
  string: "text",
  object: "an object",
  record: "an object",
};

function sentence(issue: z.core.$ZodIssue): string {
  const field = issue.path.join(".") || "reading";
  const got = quoted(issue.input);
  switch (issue.code) {
    case "invalid_type":
      if (issue.input === undefined) return `${field}: missing`;
      if (issue.expected === "number" && typeof issue.input === "number")
        return `${field}: expected a finite number, got ${issue.input}`;
      return `${field}: expected ${NOUNS[issue.expected] ?? issue.expected}, got ${got}`;
    case "invalid_format":
      return `${field}: ${wrongTime(String(issue.input))}`;
    case "unrecognized_keys":
      return `${issue.keys.map(quoted).join(", ")}: unknown field, a reading has machine_id, timestamp, metrics and mode`;
    case "invalid_key":
      return `${field}: expected a metric name of 1 to 80 characters without U+0000`;
    case "too_small":
      return `${field}: expected at least ${issue.minimum} character, got ${got}`;
    case "too_big":
      return `${field}: expected at most ${issue.maximum} characters, got ${got}`;
    default:
      return `${field}: ${issue.message}`;
  }
}

const ZONELESS = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)$/;

function wrongTime(text: string): string {
  const [, day, time] = ZONELESS.exec(text) ?? [];
  if (!day) return `expected ISO 8601 with a zone such as 2026-01-31T08:00:00Z, got ${quoted(text)}`;
  return `${quoted(text)} has no zone, write ${day}T${time}Z for UTC or ${day}T${time}+01:00`;
}

/** A value as an error message quotes it, cut to a readable length. */
export function quoted(value: unknown): string {
  const text =
    typeof value === "object" && value !== null ? "an object" : (JSON.stringify(value) ?? String(value));
  return text.length <= SHOWN_CHARACTERS ? text : `${cut(text, SHOWN_CHARACTERS)}…`;
}
