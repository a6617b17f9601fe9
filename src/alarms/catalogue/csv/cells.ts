const NUMBER = /^[-+]?(\d+([.,]\d*)?|[.,]\d+)(e[-+]?\d+)?$/i;
/** Half of the world reads the point of "1.500" as parting thousands. */
const TWO_READINGS = /^[-+]?\d{1,3}\.\d{3}$/;

/** The beginning of a cell that a spreadsheet would run as a formula, perhaps behind apostrophes. */
const FORMULA = /^'*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

/** A text as a cell: one that a spreadsheet would run as a formula gets an apostrophe more. */
export const textCell = (text: string) => (FORMULA.test(text) ? `'${text}` : text);

/** The text of a cell: an apostrophe that keeps a formula from running is none of it. */
export const cellText = (cell: string) => (cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell);

/**
 * The number in a cell, with either decimal sign; the cell itself when it is none, so that the schema refuses it.
 * @param isComma whether the file separates cells by semicolons, as where the comma is decimal
 */
export function cellNumber(cell: string, isComma: boolean): number | string {
  const text = cell.trim().replace("\u2212", "-");
  if (!NUMBER.test(text) || (isComma && TWO_READINGS.test(text))) return cell;
  return Number(text.replace(",", "."));
}

/** Modes with a comma in them are written as JSON. */
export const modesCell = (modes: readonly string[]) =>
  modes.some((mode) => mode.includes(",") || mode.startsWith("[")) ? JSON.stringify(modes) : modes.join(", ");

/** The modes in a cell; the schema refuses what are none. */
export function cellModes(cell: string): unknown {
  if (!cell.startsWith("[")) return cell.split(",");
  try {
    return JSON.parse(cell);
  } catch {
    return cell.split(",");
  }
}
