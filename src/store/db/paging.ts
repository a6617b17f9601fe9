import { yieldToLoop } from "../../async/yield";

/** Rows read between two yields to the loop. */
export const PAGE_ROWS = 2000;

/** A page of rows in [from, to), oldest first, at most PAGE_ROWS. */
export type Page<Row> = (from: number, to: number) => Promise<Row[]>;

/** Every row in [from, to) page by page, yielding to the loop between pages. */
export async function* inPages<Row extends { at: number }>(page: Page<Row>, from: number, to: number) {
  for (let start = from, more = true; more;) {
    const rows = await page(start, to);
    yield rows;
    more = rows.length === PAGE_ROWS;
    start = Number(rows.at(-1)?.at) + 1;
    if (more) await yieldToLoop();
  }
}
