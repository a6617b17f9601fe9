import { isRecord } from "../domain/field_mending";
import { NOT_WELL_FORMED } from "../domain/json_text";
import { cut, foldName } from "../domain/text";
import { type Mark, MAX_METRICS } from "../domain/machine/reading";
import { quoted } from "./quoted";
import { readMetrics, type Dropped } from "./metrics";
import { readStamp } from "./stamp";
import type { ReadingRefusal } from "./refusals";

/** Most readings in one call. */
export const MAX_READINGS = 10_000;

const MAX_MACHINE_CHARACTERS = 120;
const MAX_MODE_CHARACTERS = 40;
const MAX_UNIT_CHARACTERS = 40;
const FIELDS: ReadonlySet<string> = new Set(["machine_id", "timestamp", "metrics", "mode", "units"]);

/**
 * A refused row, by its index in the body (the first reading is 0), and its machine as it was sent, if it
 * was.
 */
export type Rejected = { index: number; error: string; reason: ReadingRefusal; machine?: string };

/**
 * A reading of a body whose machine is not yet known: good values, and what stands in place of the others.
 */
export type CheckedRow = {
  machine_id: string;
  /** Epoch milliseconds. */
  at: number;
  metrics: Record<string, number>;
  mode: string | null;
  marked?: Record<string, Mark>;
  /** What is left out altogether. */
  dropped?: Dropped[];
};
export type Row = CheckedRow | Rejected;

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

/** A row that is refused for its form. */
export function malformed(index: number, error: string, machine?: string): Rejected {
  return { index, error, reason: "malformed", ...(machine !== undefined && { machine }) };
}

/** Checks one reading of a body; a bad one becomes a rejection that names the field. */
export function checkRow(value: unknown, index: number): Row {
  if (!isRecord(value)) return malformed(index, `reading: expected an object, got ${quoted(value)}`);
  const { machine_id, timestamp, metrics } = value;
  // Count before looking at each: a body of nothing but metrics would block the loop for seconds.
  const wrong = tooManyMetrics(metrics) ?? wrongMachine(machine_id);
  if (wrong) return malformed(index, wrong);
  const machine = String(machine_id);
  const at = readStamp(timestamp);
  if (typeof at === "string") return { index, error: `timestamp: ${at}`, reason: "timestamp", machine };
  const row: CheckedRow = { machine_id: machine, at, metrics: {}, mode: null };
  if (value["mode"] !== undefined) readMode(value["mode"], row);
  const unread = takeMetrics(metrics, row);
  if (unread) return malformed(index, unread, machine);
  const unknown = unknownFields(value);
  if (unknown) return malformed(index, unknown, machine);
  if (value["units"] !== undefined) checkUnits(value["units"], row);
  return row;
}

function expected(what: string, got: unknown): string {
  return got === undefined ? "missing" : `expected ${what}, got ${quoted(got)}`;
}

function tooManyMetrics(metrics: unknown): string | undefined {
  if (typeof metrics !== "object" || metrics === null) return undefined;
  let count = 0;
  for (const _ in metrics) count++;
  return count > MAX_METRICS ? `metrics: ${count} are too many, at most ${MAX_METRICS} a reading` : undefined;
}

/** A machine may be numbered: 17 is "17". */
function wrongMachine(sent: unknown): string | undefined {
  if (typeof sent === "number" && Number.isFinite(sent)) return undefined;
  if (typeof sent !== "string") return `machine_id: ${expected("text", sent)}`;
  if (sent === "") return `machine_id: expected at least 1 character, got ${quoted(sent)}`;
  if (!sent.isWellFormed()) return `machine_id: ${quoted(sent)} ${NOT_WELL_FORMED}`;
  if (sent.length <= MAX_MACHINE_CHARACTERS) return undefined;
  return `machine_id: expected at most ${MAX_MACHINE_CHARACTERS} characters, got ${quoted(sent)}`;
}

function unknownFields(reading: Record<string, unknown>): string | undefined {
  const unknown: string[] = [];
  for (const field in reading) if (!FIELDS.has(field)) unknown.push(quoted(field));
  if (unknown.length === 0) return undefined;
  const named = cut(unknown.join(", "), 300);
  return `${named}: unknown field, a reading has machine_id, timestamp, metrics, mode and units`;
}

/** Sets the row's values; or returns why there are none. A mode alone is a reading too: mode is a series. */
function takeMetrics(sent: unknown, row: CheckedRow): string | undefined {
  const hasMode = row.mode !== null;
  if (hasMode && (sent === undefined || sent === null)) return undefined;
  if (!isRecord(sent)) return `metrics: ${expected("an object", sent)}`;
  const read = readMetrics(sent, hasMode);
  if (typeof read === "string") return read;
  row.metrics = read.metrics;
  if (read.marked) row.marked = read.marked;
  read.dropped?.forEach((dropped) => drop(row, dropped));
  return undefined;
}

/** Sets the row's mode. One that cannot be a mode costs only itself. */
function readMode(sent: unknown, row: CheckedRow) {
  if (sent === null || sent === "" || sent === "NaN") return;
  const text = typeof sent === "string" || typeof sent === "number" ? String(sent) : undefined;
  const mode = text?.isWellFormed() ? foldName(text) : undefined;
  const wrong = mode === undefined ? wrongText(text, sent) : wrongMode(mode);
  if (wrong) drop(row, { metric: "mode", kind: "mode", reason: `mode: ${wrong}` });
  else row.mode = mode === "" ? null : (mode ?? null);
}

function wrongText(text: string | undefined, sent: unknown): string {
  return text === undefined ? expected("text", sent) : `${quoted(text)} ${NOT_WELL_FORMED}`;
}

function wrongMode(mode: string): string | undefined {
  if (mode.includes("\0")) return "contains U+0000, which no text here may hold";
  if (mode.length <= MAX_MODE_CHARACTERS) return undefined;
  return `expected at most ${MAX_MODE_CHARACTERS} characters, got ${quoted(mode)}`;
}

/**
 * Units are taken and not used: what a metric is measured in stands in its settings. Wrong ones cost no
 * value.
 */
function checkUnits(sent: unknown, row: CheckedRow) {
  if (sent === null) return;
  const isUnit = (unit: unknown) =>
    unit === null ||
    (typeof unit === "string" &&
      unit.length <= MAX_UNIT_CHARACTERS &&
      unit.isWellFormed() &&
      !unit.includes("\0"));
  if (isRecord(sent) && Object.values(sent).every(isUnit)) return;
  drop(row, { metric: "units", kind: "units", reason: "units: expected a text of each metric" });
}

function drop(row: CheckedRow, dropped: Dropped) {
  (row.dropped ??= []).push(dropped);
}

/** The row with more that was left out of it. */
export function withDropped(row: Row, more: readonly Dropped[]): Row {
  if (!("error" in row)) for (const dropped of more) drop(row, dropped);
  return row;
}
