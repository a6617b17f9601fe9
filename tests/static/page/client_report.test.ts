import { expect, test } from "bun:test";
import { createClientReport } from "../../../static/page/client_report";
import type { PageWindow } from "../../../static/page/window";
import { openPage } from "../open_page";

const BODY = `<span id="kiosk-wake" data-wake="held"></span><button id="kiosk-sound" data-sound="muted"></button>`;

function reportOf(window: PageWindow, losses = 0, frameAt = performance.now()) {
  const find = (selector: string) => window.document.querySelector<HTMLElement>(selector);
  return createClientReport(window, find, () => ({ losses, frameAt }));
}
const idOf = (window: PageWindow): string => JSON.parse(reportOf(window).write(null)).id;

test("a report names the screen and says how its link, its build, its sound and its wake lock are", () => {
  const window = openPage(BODY, "http://andon.test/plant/kiosk?theme=dark");
  window.document.body.dataset.screen = "Hall 2";
  window.document.head.innerHTML = `<meta name="andon-build" content="abc123">`;
  const report = JSON.parse(reportOf(window, 3, performance.now() - 7_200).write(1_000));
  expect(report).toEqual({
    id: expect.stringMatching(/^\w{4,10}$/),
    name: "Hall 2",
    losses: 3,
    frame: 7,
    echo: 1_000,
    path: "/plant/kiosk",
    build: "abc123",
    hidden: expect.any(Boolean),
    wake: "held",
    sound: "muted",
  });
});

test("a page that is no kiosk reports neither sound nor wake lock, and with a poll no beat", () => {
  const report = JSON.parse(reportOf(openPage()).write(null));
  expect(report).toMatchObject({ name: null, echo: null, wake: null, sound: null });
});

test("a tab keeps its id from page to page; while a page is shown nothing is stored that a duplicate could copy", () => {
  const window = openPage();
  const id = idOf(window);
  expect(window.sessionStorage.getItem("andon-screen")).toBeNull();
  window.dispatchEvent(new window.Event("pagehide"));
  expect(idOf(window)).toBe(id);
  expect(idOf(window)).not.toBe(id);
});

test("a browser that blocks storage still reports", () => {
  const window = openPage();
  Object.defineProperty(window, "sessionStorage", {
    get() {
      throw new Error("SecurityError");
    },
  });
  expect(idOf(window)).toMatch(/^\w{4,10}$/);
});

test("the name and the lag come from this screen's line in the table of diagnostics", () => {
  const window = openPage(`<table><tbody></tbody></table>`);
  const report = reportOf(window);
  expect([report.label(), report.lag()]).toEqual([null, undefined]);
  const id = JSON.parse(report.write(null)).id;
  window.document.querySelector("tbody")!.innerHTML =
    `<tr id="screen-${id}"><th> Hall 2 <small>this one</small></th><td data-lag>12 ms</td></tr>`;
  expect([report.label(), report.lag()]).toEqual(["Hall 2", "12 ms"]);
});
