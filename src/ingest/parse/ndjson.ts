import { pauseAfter, type Steps } from "../../async/steps";
import { quoted } from "../quoted";
import { malformed, MAX_READINGS, type Parsed, type Row, tooMany } from "../row";
import { readReading } from "./json";
import { rowsOf } from "./rows";

/** Lines found between two pauses, most of which may be blank. */
const STEP_LINES = 10_000;

/** Reads one reading a line; blank lines are skipped. */
export function* parseNdjson(text: string): Steps<Parsed> {
  const lines = yield* linesOf(text);
  if (lines.length > MAX_READINGS) return tooMany();
  const read = (index: number) => ({ row: readLine(lines[index]!, index), work: lines[index]!.length });
  return { kind: "rows", rows: yield* rowsOf(lines.length, read) };
}

/** The lines that are not blank, and at most one more than may be. */
function* linesOf(text: string): Steps<string[]> {
  const isPause = pauseAfter(STEP_LINES);
  const lines: string[] = [];
  for (let begin = 0; begin < text.length && lines.length <= MAX_READINGS;) {
    const newline = text.indexOf("\n", begin);
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(begin, end);
    if (line.trim() !== "") lines.push(line);
    begin = end + 1;
    if (isPause(1)) yield;
  }
  return lines;
}

// Bun.JSONL reads a whole body at the same speed, but does not say which line is bad.
function readLine(line: string, index: number): Row {
  try {
    return readReading(line, index);
  } catch {
    return malformed(index, `Not JSON: ${quoted(line)}`);
  }
}
