import { quoted } from "../../ingest/quoted";
import { readStamp } from "../../ingest/stamp";

/** The instant of a row, epoch milliseconds; or why it has none. */
export type RowTime = number | { why: string };

/** Readings this far apart cannot share a stamp: the same local time twice is then an hour later. */
const SELDOM_MS = 30 * 60_000;

/** The two instants of a local time: the same, but in the doubled hour. */
type Local = { first: number; second: number };

/**
 * Reads the times of a file's rows, in their order. A time without zone is one in `zone` (an IANA name). In
 * the hour that a clock repeats in autumn, a time that runs backwards is the second one; one that a clock
 * leaves out in spring is none.
 */
export function readTimes(texts: readonly string[], zone: string): { times: RowTime[]; isZoneless: boolean } {
  const read = texts.map((text) => readTime(text, zone));
  const locals = read.filter((time) => isLocal(time));
  const isSeldom = stepOf(locals) >= SELDOM_MS;
  const isDescending = runsBackwards(locals);
  const times: RowTime[] = Array.from({ length: read.length });
  let before = -Infinity;
  for (let i = 0; i < read.length; i++) {
    const place = isDescending ? read.length - 1 - i : i;
    const time = read[place]!;
    if (!isLocal(time)) {
      times[place] = time;
      continue;
    }
    before = times[place] = isSecond(time, before, isSeldom) ? time.second : time.first;
  }
  return { times, isZoneless: locals.length > 0 };
}

/**
 * Whether a file begins with its newest row. The doubled hour says nothing of it: there clocks run backwards.
 */
function runsBackwards(locals: readonly Local[]): boolean {
  let [forward, back] = [0, 0];
  locals.slice(1).forEach((time, i) => {
    const before = locals[i]!;
    if (time.first !== time.second && before.first !== before.second) return;
    if (time.first > before.first) forward++;
    if (time.first < before.first) back++;
  });
  return back > forward;
}

function isLocal(time: RowTime | Local): time is Local {
  return typeof time === "object" && "first" in time;
}

function isSecond({ first, second }: Local, before: number, isSeldom: boolean): boolean {
  const isBackwards = first < before || (isSeldom && first === before);
  // Unless even the second would be far back: then the file is in no order.
  return isBackwards && before - second < second - first;
}

function readTime(text: string, zone: string): RowTime | Local {
  const stamp = readStamp(text);
  if (typeof stamp === "number") return stamp;
  const plain = plainTime(text);
  if (!plain) return { why: `${quoted(text)} is no time, write it like 2026-01-31T08:00:00` };
  const first = plain.toZonedDateTime(zone, { disambiguation: "earlier" });
  const second = plain.toZonedDateTime(zone, { disambiguation: "later" });
  if (!first.toPlainDateTime().equals(plain))
    return { why: `${quoted(text)} does not exist in ${zone}: its clocks go forward then` };
  return { first: first.epochMilliseconds, second: second.epochMilliseconds };
}

function plainTime(text: string): Temporal.PlainDateTime | undefined {
  try {
    return Temporal.PlainDateTime.from(text);
  } catch {
    return undefined;
  }
}

/** The usual time from one row to the next; 0 for a single one. */
function stepOf(locals: readonly Local[]): number {
  const steps = locals
    .slice(1)
    .map(({ first }, i) => Math.abs(first - locals[i]!.first))
    .filter((step) => step > 0)
    .toSorted((a, b) => a - b);
  return steps[steps.length >> 1] ?? 0;
}
