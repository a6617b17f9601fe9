import { parse } from "csv-parse/sync";
import { pauseAfter, type Steps } from "../../async/steps";

/** Characters whose lines are cut into cells at once. */
const PART_CHARACTERS = 64 * 1024;
/** Of a longer line, or a longer cell in quotes, the rest is not cut into cells: it is no reading. */
const LINE_AT_MOST = 256 * 1024;
const BLANK = /\s/;
const [QUOTE, COMMA, LF, CR] = [34, 44, 10, 13];

/**
 * The lines of a CSV as cells, part by part, without blank ones.
 * @param most lines, beyond which no more are read
 * @throws {Error} when a quote is not closed, or something stands behind a closed one
 */
export function* csvLines(text: string, most: number): Steps<string[][]> {
  // A part ends somewhat before it is full.
  const isPause = pauseAfter(PART_CHARACTERS / 2);
  const lines: string[][] = [];
  for (let begin = 0; begin < text.length && lines.length < most;) {
    const end = yield* endOfPart(text, begin);
    for (const line of cellsOf(text.slice(begin, end))) if (lines.length < most) lines.push(line);
    if (isPause(end - begin)) yield;
    begin = end;
  }
  return lines;
}

/**
 * The end of the last whole line of a part, or of its first one if that is longer: no quoted cell goes on
 * behind it. A quote opens a cell where it is the first sign that is not blank, as csv-parse has it;
 * elsewhere it is a sign like others.
 * @throws {Error} when the body ends within quotes
 */
function* endOfPart(text: string, begin: number): Steps<number> {
  const isPause = pauseAfter(LINE_AT_MOST);
  let isInQuotes = false;
  let isCellEmpty = true;
  let end = begin;
  let at = begin;
  for (; at < text.length && (end === begin || at < begin + PART_CHARACTERS); at++) {
    if (isPause(1)) yield;
    const sign = text.charCodeAt(at);
    if (sign === QUOTE && isInQuotes && text.charCodeAt(at + 1) === QUOTE) {
      isCellEmpty = false;
      at++;
    } else if (sign === QUOTE && (isInQuotes || isCellEmpty)) isInQuotes = !isInQuotes;
    else if (isInQuotes) isCellEmpty = false;
    else if (sign === COMMA) isCellEmpty = true;
    else if (sign === LF || (sign === CR && text.charCodeAt(at + 1) !== LF)) {
      isCellEmpty = true;
      end = at + 1;
    } else if (!isBlank(sign)) isCellEmpty = false;
  }
  if (at < text.length) return end;
  if (isInQuotes) throw new Error("a quote is not closed");
  return text.length;
}

/** What `trim` takes away, no-break spaces too. */
const isBlank = (sign: number) =>
  sign === 32 || (sign >= 9 && sign <= CR) || (sign > 127 && BLANK.test(String.fromCharCode(sign)));

function cellsOf(part: string): string[][] {
  // No more than one line is so long.
  if (part.length > LINE_AT_MOST) return [trimmedCells(part.slice(0, LINE_AT_MOST))];
  return part.includes('"') ? quotedCells(part) : plainCells(part);
}

function quotedCells(part: string): string[][] {
  return parse(part, { trim: true, skip_empty_lines: true, relax_column_count: true, relax_quotes: true });
}

// Without quotes a split gives the same result at a tenth of the cost.
function plainCells(part: string): string[][] {
  return part
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== "")
    .map(trimmedCells);
}

const trimmedCells = (line: string) => line.split(",").map((cell) => cell.trim());
