import { pauseAfter, type Steps } from "../../../async/steps";

/** A record of a CSV, with the line of the file on which it begins. */
export type CsvRow = { line: number; cells: string[] };
/** `openQuote`: the line of a record with a quote that is never closed, where the rest cannot be read. */
export type CsvTable = { separator: string; rows: CsvRow[]; openQuote?: number };

const SEPARATORS = [",", ";", "\t"];
const PAUSE_CHARACTERS = 64 * 1024;
const LINE_END = /\r\n|\n|\r/g;
/** The first line by which some spreadsheets say what separates cells. */
const SAYS_SEPARATOR = /^"?sep=([,;\t])"?(?:\r\n|\n|\r)/i;

/**
 * The records of a CSV as spreadsheets write it: separated by commas, semicolons or tabs, with a byte order mark or none,
 * with line ends and quotes in quoted cells. Lines without a cell are left out, but counted.
 */
export function* readCsv(sent: string): Steps<CsvTable> {
  const text = sent.replace(/^\ufeff/, "");
  const said = SAYS_SEPARATOR.exec(text);
  const separator = said?.[1] ?? usedSeparator(text);
  const isPause = pauseAfter(PAUSE_CHARACTERS);
  const rows: CsvRow[] = [];
  let at = said?.[0].length ?? 0;
  let line = said ? 2 : 1;
  while (at < text.length) {
    const begin = at;
    const row: CsvRow = { line, cells: [] };
    for (let isMore = true; isMore; at += isMore ? 1 : 0) {
      const cell = cellAt(text, at, separator);
      if (!cell) return { separator, rows, openQuote: row.line };
      row.cells.push(cell.text);
      line += cell.lines;
      at = cell.end;
      isMore = text[at] === separator;
    }
    at += text.startsWith("\r\n", at) ? 2 : 1;
    line += 1;
    if (row.cells.some((cell) => cell.trim() !== "")) rows.push(row);
    if (isPause(at - begin)) yield;
  }
  return { separator, rows };
}

/** The one that the first line has most of. */
function usedSeparator(text: string): string {
  const header = /^[\r\n]*([^\r\n]{0,10000})/.exec(text)?.[1] ?? "";
  const count = (separator: string) => header.split(separator).length;
  return SEPARATORS.toSorted((a, b) => count(b) - count(a))[0] ?? ",";
}

type Cell = { text: string; end: number; lines: number };

/** The cell that begins here; undefined when its quote is never closed. */
function cellAt(text: string, begin: number, separator: string): Cell | undefined {
  if (text[begin] !== '"') {
    const end = endOfPlain(text, begin, separator);
    return { text: text.slice(begin, end), end, lines: 0 };
  }
  let close = text.indexOf('"', begin + 1);
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  if (close < 0) return undefined;
  const quoted = text.slice(begin + 1, close);
  const end = endOfPlain(text, close + 1, separator);
  const lines = quoted.match(LINE_END)?.length ?? 0;
  return { text: quoted.replaceAll('""', '"') + text.slice(close + 1, end), end, lines };
}

function endOfPlain(text: string, begin: number, separator: string): number {
  let at = begin;
  while (at < text.length && text[at] !== separator && text[at] !== "\n" && text[at] !== "\r") at++;
  return at;
}
