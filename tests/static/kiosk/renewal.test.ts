import { afterEach, beforeEach, expect, jest, spyOn, test } from "bun:test";
import { isOld, renewWhenOld } from "../../../static/kiosk/renewal";
import { openPage, serverOf, settle } from "../open_page";

const DAY_MS = 24 * 3_600_000;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

/** A kiosk that has run for more than a day. */
async function reloadsOf(html: string, touchedMs = Infinity) {
  const window = openPage(html);
  const server = serverOf(window);
  spyOn(performance, "now").mockReturnValue(DAY_MS + 1);
  renewWhenOld(window, { since: () => touchedMs });
  jest.advanceTimersByTime(60_000);
  await settle();
  return server.reloads;
}

const LIVE = `<p id="link-status" data-state="live"></p><div id="toasts"></div>`;
const row = (severity: string, state: string) =>
  `<table><tbody id="anomaly-rows"><tr data-severity="${severity}" data-state="${state}"></tr></tbody></table>`;

test("a page is old after a day, or after ten minutes when it has grown", () => {
  expect([isOld(DAY_MS, 0.1), isOld(DAY_MS + 1, 0.1)]).toEqual([false, true]);
  expect([isOld(600_000, 2), isOld(600_001, 2), isOld(600_001, 1)]).toEqual([false, true, false]);
});

test("an old page reloads while nothing on it needs attention", async () => {
  expect(await reloadsOf(LIVE)).toBe(1);
  expect(await reloadsOf(LIVE + row("critical", "acknowledged"))).toBe(1);
});

test.each([
  ["is not live", LIVE.replace("live", "reconnecting"), Infinity],
  ["shows a toast", LIVE.replace("></div>", "><p></p></div>"), Infinity],
  ["has a new critical alarm", LIVE + row("critical", "new"), Infinity],
  ["was touched within the last minute", LIVE, 60_000],
])("it waits while it %s", async (_, html, touchedMs) => {
  expect(await reloadsOf(html, touchedMs)).toBe(0);
});
