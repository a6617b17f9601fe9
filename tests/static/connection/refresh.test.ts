import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import { endRefresh } from "../../../static/connection/refresh";
import { openPage, replace } from "../open_page";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** A page that asks to be refreshed, still loading. */
function page(canSelect = true) {
  const window = openPage();
  window.document.head.innerHTML = `<meta http-equiv="refresh" content="10"><link rel="icon" href="/assets/icon.svg">`;
  const log: string[] = [];
  replace(window.document, "readyState", "interactive");
  replace(window, "stop", () => log.push("stop"));
  replace(window, "CSS", { supports: () => canSelect });
  replace(window, "fetch", async (url: string) => log.push(url));
  const refreshes = () => window.document.querySelectorAll("meta[http-equiv=refresh]").length;
  return { window, log, refreshes };
}

test("a page whose script runs stops its own refresh after it has loaded, with a load to stop", () => {
  const { window, log, refreshes } = page();
  const scriptHasStarted = endRefresh(window);
  scriptHasStarted();
  jest.advanceTimersByTime(1);
  expect([refreshes(), log]).toEqual([0, []]);
  window.dispatchEvent(new window.Event("load"));
  expect(log).toEqual(["http://andon.test/assets/icon.svg", "stop"]);
});

test("a page that has loaded already stops at once", () => {
  const { window, log } = page();
  replace(window.document, "readyState", "complete");
  endRefresh(window)();
  jest.advanceTimersByTime(1);
  expect(log.at(-1)).toBe("stop");
});

test("a page whose script failed at its start goes on refreshing itself", () => {
  const { window, log, refreshes } = page();
  endRefresh(window);
  jest.advanceTimersByTime(1);
  window.dispatchEvent(new window.Event("load"));
  expect([refreshes(), log]).toEqual([1, []]);
});

test("so does a browser in which htmx cannot work", () => {
  const { window, refreshes } = page(false);
  endRefresh(window)();
  jest.advanceTimersByTime(1);
  expect(refreshes()).toBe(1);
});
