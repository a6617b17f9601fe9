import type { Locator, Page } from "playwright-core";

/** The table of alarms, which several pages have. */
export const ROWS = "#anomaly-rows > tr";

export const rows = (page: Page): Locator => page.locator(ROWS);

/** The row of one alarm, in one state if that is given. */
export const rowOf = (page: Page, alarmId: string, state = ""): Locator =>
  page.locator(`tr[data-anomaly-id="${alarmId}"]${state && `[data-state="${state}"]`}`);

/** Waits until the table has this many rows. */
export const untilRows = (page: Page, count: number) =>
  page.waitForFunction(([rows, count]) => document.querySelectorAll(rows).length === count, [
    ROWS,
    count,
  ] as const);
