import { replaceBareNumbers } from "../../domain/bare_numbers";
import type { Steps } from "../../async/steps";
import { isRecord } from "../../domain/field_mending";
import { isTooDeep, MAX_DEPTH, TOO_DEEP } from "../../domain/json_text";
import { quoted } from "../quoted";
import {
  checkRow,
  malformed,
  MAX_READINGS,
  type Parsed,
  refuse,
  type Row,
  tooMany,
  withDropped,
} from "../row";
import { doubleNames, measure, namesRead } from "./double_names";
import { elementsOf } from "./elements";
import { rowsOf } from "./rows";

/**
 * Characters of a reading: 200 metrics under long names are a fifth of it. A larger one is not read at all,
 * so that nothing waits for it.
 */
export const READING_AT_MOST = 256 * 1024;
export const TOO_LARGE = `reading: larger than ${READING_AT_MOST / 1024} KiB`;
/** Characters that are read at once, as nearly every body is: under a millisecond. */
const AT_ONCE = 64 * 1024;

/** Parses one reading, or an array of them. */
export function* parseJson(text: string): Steps<Parsed> {
  if (!/^\s*\[/.test(text)) return parseOne(text);
  const rows = text.length > AT_ONCE ? undefined : readAtOnce(text);
  if (rows) return { kind: "rows", rows };
  const elements = yield* elementsOf(text, MAX_READINGS);
  if (elements.kind === "wrong") return refuse(400, `The body is not JSON: ${elements.wrong}`);
  const { places } = elements;
  if (places.length > MAX_READINGS) return tooMany();
  try {
    const read = (index: number) => {
      const [begin, end] = places[index]!;
      return { row: readReading(text.slice(begin, end), index), work: end - begin };
    };
    return { kind: "rows", rows: yield* rowsOf(places.length, read) };
  } catch (error) {
    return notJson(error);
  }
}

/** The rows of an array in which nothing is wrong; undefined where its elements have to be looked at. */
function readAtOnce(text: string): Row[] | undefined {
  const { names, depth } = measure(text, 3);
  if (depth > MAX_DEPTH) return undefined;
  try {
    const sent = JSON.parse(text) as unknown[];
    if (sent.length > MAX_READINGS || !sent.every(isRecord)) return undefined;
    const read = sent.reduce<number>((sum, reading) => sum + namesRead(reading), 0);
    return names > read ? undefined : sent.map(checkRow);
  } catch {
    return undefined;
  }
}

function parseOne(text: string): Parsed {
  if (isTooDeep(text)) return refuse(400, `The body ${TOO_DEEP}`);
  if (text.length > READING_AT_MOST)
    return refuse(413, `The ${TOO_LARGE}: send an array of readings, or NDJSON`);
  try {
    const sent = readJson(text);
    if (isRecord(sent))
      return { kind: "rows", rows: [withDropped(checkRow(sent, 0), doubleNames(text, sent))] };
    return refuse(400, `The body is ${quoted(sent)}: send one reading or an array of readings`);
  } catch (error) {
    return notJson(error);
  }
}

const notJson = (error: unknown) => refuse(400, `The body is not JSON: ${(error as Error).message}`);

/** Reads the JSON of one reading. @throws {SyntaxError} */
export function readReading(text: string, index: number): Row {
  if (text.length > READING_AT_MOST) return malformed(index, TOO_LARGE);
  if (isTooDeep(text)) return malformed(index, `The reading ${TOO_DEEP}`);
  const sent = readJson(text);
  const row = checkRow(sent, index);
  return "error" in row ? row : withDropped(row, doubleNames(text, sent as Record<string, unknown>));
}

/**
 * Reads JSON, in which Python may have written bare NaN and Infinity: they become text.
 * @throws {SyntaxError}
 */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const mended = replaceBareNumbers(text, (token) => `"${token}"`);
    if (mended === undefined) throw error;
    return JSON.parse(mended);
  }
}
