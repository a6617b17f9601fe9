import { quoted } from "./quoted";

/** Numbers from here on are epoch milliseconds, and from the other on epoch seconds. */
const FROM_MILLISECONDS = 1e11;
const FROM_SECONDS = 1e9;
/** The last instant that a date can hold. */
const LAST_MS = 8.64e15;

const USUAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;
const ISO = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?) ?([Zz]|[+-]\d\d(?::?\d\d)?)$/;
const ZONELESS = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)$/;
const NUMBER = /^\d+(\.\d*)?(e\+?\d+)?$/i;

/**
 * Reads a stamp: ISO 8601 with a zone (`Z`, `+01:00`, `+0100`, `+01`; a blank for T, any case), or epoch
 * seconds or milliseconds, as a number or as text.
 * @returns epoch milliseconds, or a sentence why it is none
 */
export function readStamp(sent: unknown): number | string {
  if (typeof sent === "string") return readText(sent);
  if (typeof sent === "number") return readEpoch(sent) ?? wrongTime(sent);
  return sent === undefined ? "missing" : wrongTime(sent);
}

function readText(sent: string): number | string {
  if (USUAL.test(sent) && hasDay(sent)) {
    const at = Date.parse(sent);
    if (!Number.isNaN(at)) return at;
  }
  const text = sent.trim();
  return readIso(text) ?? (NUMBER.test(text) ? readEpoch(Number(text)) : undefined) ?? wrongTime(text);
}

function readIso(text: string): number | undefined {
  const [, day, clock, zone] = ISO.exec(text) ?? [];
  if (!day || !clock || !zone || !hasDay(day)) return undefined;
  const at = Date.parse(`${day}T${clock.replace(",", ".")}${offset(zone)}`);
  return Number.isNaN(at) ? undefined : at;
}

function offset(zone: string): string {
  if (zone.length === 1) return "Z";
  const digits = zone.slice(1).replace(":", "").padEnd(4, "0");
  return `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

/** Whether the month has that day: Date.parse would take 30 February for 2 March. */
function hasDay(text: string): boolean {
  const day = text.slice(8, 10);
  return day <= "28" || new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDate() === Number(day);
}

function readEpoch(value: number): number | undefined {
  if (!(value >= FROM_SECONDS)) return undefined;
  const at = Math.round(value >= FROM_MILLISECONDS ? value : value * 1000);
  return at <= LAST_MS ? at : undefined;
}

function wrongTime(sent: unknown): string {
  const [, day, clock] = typeof sent === "string" ? (ZONELESS.exec(sent) ?? []) : [];
  if (day) return `${quoted(sent)} has no zone, write ${day}T${clock}Z for UTC or ${day}T${clock}+01:00`;
  return `expected epoch milliseconds or ISO 8601 with a zone such as 2026-01-31T08:00:00Z, got ${quoted(sent)}`;
}
