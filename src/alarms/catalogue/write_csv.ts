import { stringify } from "csv-stringify/sync";
import { COLUMNS } from "./csv/columns";
import type { CatalogueRow } from "./rows";

/**
 * Rows of the catalogue as CSV (RFC 4180, with the byte order mark that spreadsheets need). Texts that a spreadsheet
 * would run as a formula have their apostrophe already, which numbers must not get.
 */
export function catalogueCsv(rows: readonly CatalogueRow[], isFirst: boolean): string {
  return stringify([...rows], {
    columns: [...COLUMNS],
    header: isFirst,
    bom: isFirst,
    record_delimiter: "windows",
    // Quote: a bare line end would break the row, and some spreadsheets split cells at semicolons and tabs.
    quoted_match: /[\r\n;\t]/,
  });
}
