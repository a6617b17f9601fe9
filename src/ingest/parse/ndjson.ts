import { isTooDeep, TOO_DEEP } from "../../domain/json_text";
import { quoted } from "../quoted";
import { checkRow, malformed, MAX_READINGS, type Parsed, type Row, tooMany } from "../row";
import { readJson } from "./json";

/** Reads one reading a line; blank lines are skipped. */
export function parseNdjson(text: string): Parsed {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length > MAX_READINGS) return tooMany();
  return { kind: "rows", rows: lines.map(readLine) };
}

// Bun.JSONL reads a whole body at the same speed, but does not say which line is bad.
function readLine(line: string, index: number): Row {
  if (isTooDeep(line)) return malformed(index, `The line ${TOO_DEEP}`);
  try {
    return checkRow(readJson(line), index);
  } catch {
    return malformed(index, `Not JSON: ${quoted(line)}`);
  }
}
