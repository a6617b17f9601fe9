import { expect, test } from "bun:test";
import { keepDetailsOpen } from "../../../static/alarms/alarm_details";
import { openPage } from "../open_page";

const row = (id: string) =>
  `<tr id="${id}" data-anomaly-id="${id}"><td><details><summary>Why</summary></details></td></tr>`;

function page() {
  const window = openPage(
    `<table><tbody>${row("a")}${row("b")}</tbody></table><details id="other"></details>`,
  );
  const { document } = window;
  const reopen = keepDetailsOpen(window);
  const details = (selector: string) => document.querySelector<HTMLDetailsElement>(`${selector} details`)!;
  const toggle = (details: HTMLDetailsElement, open: boolean) => {
    details.open = open;
    details.dispatchEvent(new window.Event("toggle"));
  };
  const redraw = () => {
    document.querySelector("tbody")!.innerHTML = row("a") + row("b");
    reopen();
  };
  return { document, details, toggle, reopen, redraw };
}

test("details that somebody has opened stay open when their row is redrawn, those of other rows closed", () => {
  const { details, toggle, redraw } = page();
  toggle(details("#a"), true);
  redraw();
  expect([details("#a").open, details("#b").open]).toEqual([true, false]);
});

test("details that somebody has closed again stay closed", () => {
  const { details, toggle, redraw } = page();
  toggle(details("#a"), true);
  toggle(details("#a"), false);
  redraw();
  expect(details("#a").open).toBe(false);
});

test("a row that has left the page is forgotten: it comes back closed", () => {
  const { document, details, toggle, reopen, redraw } = page();
  toggle(details("#a"), true);
  document.querySelector("#a")!.remove();
  reopen();
  redraw();
  expect(details("#a").open).toBe(false);
});

test("details that are not of an alarm are left alone", () => {
  const { document, toggle, redraw } = page();
  const other = document.querySelector<HTMLDetailsElement>("#other")!;
  toggle(other, true);
  other.open = false;
  redraw();
  expect(other.open).toBe(false);
});
