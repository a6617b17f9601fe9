import { z } from "zod";
import { severityNamed } from "./alarm/severity_words";
import { numberInText } from "./number_text";
import { MAX_AHEAD_MS } from "./machine/reading";
import { quote } from "./quote";
import { cut } from "./text";

/**
 * What a field is to be read with: its name, the time of arrival (epoch milliseconds), and the notes so far.
 */
export type Mending = { field: string; at: number; notes: string[] };
/** Reads a field as it was sent; undefined leaves it out. What it mends, it notes in a sentence. */
export type FieldReader = (sent: unknown, mending: Mending) => unknown;

const SHOWN_CHARACTERS = 60;
/** Numbers from here on are epoch milliseconds, and from the other on epoch seconds. */
const FROM_MILLISECONDS = 1e11;
const FROM_SECONDS = 1e9;
/** The last instant of a year of four digits. */
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

const stamp = z.iso.datetime({ offset: true, local: true });
/** A number with its unit: "71.4 kW", "45%", "3 m³/h". A letter of a notation is none: "0x10", "1e". */
const WITH_UNIT =
  /^([-+]?[\d.]+(?:e[-+]?\d+)?)(?:\s+|(?!e$|(?<=^[-+]?0)x))([%‰°]?[\p{L}µΩ]{0,8}[²³23]?(?:\/\p{L}{1,4}[²³23]?)?)$/iu;
const ISO_LIKE =
  /^(\d{4}-\d\d-\d\d)[Tt ]+(\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)\s*([Zz]|UTC|GMT|[+-]\d\d(?::?\d\d)?)?$/;
/** As mail and HTTP write it (RFC 5322), always with a zone. */
const WORDED = /^[A-Z][a-z]{2},? .*(?:GMT|UTC|Z|[+-]\d{4})$/;

const TRUE = new Set(["true", "1", "yes", "on", "y", "t"]);
const FALSE = new Set(["false", "0", "no", "off", "n", "f", ""]);

/** A value as a note quotes it, cut to a readable length. */
function quoted(value: unknown): string {
  return quote(value, SHOWN_CHARACTERS);
}

const note = ({ field, notes }: Mending, sentence: string) => void notes.push(`${field}: ${sentence}`);

/** Text of at most so many characters; longer text is cut, anything else is read as text. Null stays null. */
export const text =
  (most: number): FieldReader =>
  (sent, mending) => {
    if (sent === undefined || sent === null) return sent;
    const whole = typeof sent === "string" ? sent : (JSON.stringify(sent) ?? "");
    const kept = whole.length > most ? cut(whole, most) : whole;
    if (typeof sent !== "string") note(mending, `${quoted(sent)} read as text`);
    if (kept.length < whole.length) note(mending, `cut to ${kept.length} of ${whole.length} characters`);
    return kept;
  };

/** Text that no event of its kind is without. */
export const requiredText =
  (most: number, otherwise: string): FieldReader =>
  (sent, mending) => {
    const read = text(most)(sent, mending);
    if (typeof read === "string") return read;
    note(mending, `${sent === null ? "null" : "missing"}, read as ${quoted(otherwise)}`);
    return otherwise;
  };

/** A finite number, also as text; null where it is none. */
export const number: FieldReader = (sent, mending) => {
  if (sent === undefined || sent === null) return sent;
  const read = numberIn(sent);
  if (read === sent) return sent;
  const isNone = read === undefined;
  note(mending, isNone ? `${worded(sent)} is no number, left out` : `${quoted(sent)} read as ${read}`);
  return read ?? null;
};

/** Infinity, which JSON has no word for, by its own name. */
const worded = (sent: unknown) => (typeof sent === "number" ? String(sent) : quoted(sent));

function numberIn(sent: unknown): number | undefined {
  if (typeof sent === "number") return Number.isFinite(sent) ? sent : undefined;
  if (typeof sent === "boolean") return Number(sent);
  if (typeof sent !== "string") return undefined;
  const [, withoutUnit = sent] = WITH_UNIT.exec(sent.trim()) ?? [];
  const read = numberInText(withoutUnit);
  return read !== undefined && Number.isFinite(read) ? read : undefined;
}

/** A percentage, 0 to 100; 0 where it is none. */
export const percent: FieldReader = (sent, mending) => {
  const read = numberIn(sent);
  const kept = Math.min(100, Math.max(0, read ?? 0));
  if (kept !== sent) note(mending, `${sent === undefined ? "missing" : worded(sent)}, read as ${kept}`);
  return kept;
};

/** A severity by any of its words; a word that means none, or none at all, is a warning. */
export const severity =
  (asSent: readonly string[]): FieldReader =>
  (sent, mending) => {
    if (typeof sent === "string" && asSent.includes(sent)) return sent;
    const read = severityNamed(sent) ?? "warning";
    note(mending, `${sent === undefined ? "missing" : quoted(sent)}, read as ${read}`);
    return read;
  };

/** One of these words, in any case or by a synonym; else the fallback. */
export const word =
  (synonyms: Readonly<Record<string, readonly string[]>>, otherwise: string): FieldReader =>
  (sent, mending) => {
    const asked = typeof sent === "string" ? sent.trim().toLowerCase() : "";
    const read = Object.keys(synonyms).find((name) => name === asked || synonyms[name]?.includes(asked));
    if (read !== undefined && read === sent) return sent;
    note(mending, `${sent === undefined ? "missing" : quoted(sent)}, read as ${read ?? otherwise}`);
    return read ?? otherwise;
  };

/** Yes or no, also as a word or number; left out where it is neither. */
export const flag: FieldReader = (sent, mending) => {
  if (sent === undefined || typeof sent === "boolean") return sent;
  const asked = String(sent).toLowerCase();
  const read = TRUE.has(asked) ? true : FALSE.has(asked) ? false : undefined;
  note(
    mending,
    read === undefined ? `${quoted(sent)} is no yes or no, left out` : `${quoted(sent)} read as ${read}`,
  );
  return read;
};

/** An object; anything else becomes one that holds it as `sent`. */
export const record: FieldReader = (sent, mending) => {
  if (sent === undefined || sent === null || isRecord(sent)) return sent;
  note(mending, `${quoted(sent)} is no object`);
  return { sent };
};

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A time; that of arrival where there is none that can be read. */
export const time: FieldReader = (sent, mending) => {
  const read = stampIn(sent);
  if (read === undefined) {
    note(mending, `${sent === undefined ? "missing" : quoted(sent)}, ${OF_ARRIVAL}`);
    return new Date(mending.at).toISOString();
  }
  if (read !== sent) note(mending, `${quoted(sent)} read as ${read}`);
  return read;
};
export const OF_ARRIVAL = "read as the time of arrival";

/** A time that is no further ahead than a clock may be wrong; else that of arrival. */
export const timeByNow: FieldReader = (sent, mending) => {
  const read = stampIn(sent);
  if (read === undefined || !isAhead(read, mending.at)) return time(sent, mending);
  note(mending, `${quoted(sent)} is more than ${MAX_AHEAD_MS / 60_000} min ahead, ${OF_ARRIVAL}`);
  return new Date(mending.at).toISOString();
};

/** Whether a stamp, which without a zone means UTC, is further ahead of a clock than clocks differ. */
export function isAhead(stamp: string, now: number): boolean {
  const at = Date.parse(/(?:[Zz]|[+-]\d\d:?\d\d)$/.test(stamp) ? stamp : `${stamp}Z`);
  return at > now + MAX_AHEAD_MS;
}

/** A time; left out where there is none that can be read. */
export const timeIfAny: FieldReader = (sent, mending) => {
  if (sent === undefined) return undefined;
  const read = stampIn(sent);
  if (read !== sent) note(mending, `${quoted(sent)} ${read ? `read as ${read}` : "is no time, left out"}`);
  return read;
};

/** ISO 8601, or epoch seconds or milliseconds as a number or as text. */
function stampIn(sent: unknown): string | undefined {
  if (typeof sent === "number") return ofEpoch(sent);
  if (typeof sent !== "string") return undefined;
  if (stamp.safeParse(sent).success && !Number.isNaN(Date.parse(sent))) return sent;
  const asked = sent.trim();
  if (/^\d+(?:\.\d*)?(?:e\+?\d+)?$/i.test(asked)) return ofEpoch(Number(asked));
  return isoIn(asked) ?? (WORDED.test(asked) ? isoOf(Date.parse(asked)) : undefined);
}

/** Without a zone it means UTC. */
function isoIn(asked: string): string | undefined {
  const [, day, clock, zone = "Z"] = ISO_LIKE.exec(asked) ?? [];
  if (!day || !clock) return undefined;
  const digits = zone.slice(1).replace(":", "").padEnd(4, "0");
  const offset = /^[+-]/.test(zone) ? `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2)}` : "Z";
  const read = `${day}T${clock.replace(",", ".")}${offset}`;
  return stamp.safeParse(read).success ? isoOf(Date.parse(read)) : undefined;
}

function ofEpoch(value: number): string | undefined {
  return value >= FROM_SECONDS ? isoOf(value >= FROM_MILLISECONDS ? value : value * 1000) : undefined;
}

function isoOf(at: number): string | undefined {
  return at >= 0 && at <= LAST_MS ? new Date(at).toISOString() : undefined;
}
