import { expect, test } from "bun:test";
import { foldGroups } from "../../../static/alarms/groups";
import { openPage, send } from "../open_page";

const row = (id: string, more = "", inside = "") =>
  `<tr id="${id}" data-anomaly-id="${id}" ${more}><td>${inside}</td></tr>`;
const TABLE = `<table><tbody id="anomaly-rows">
  ${row("cause", "", '<a href="#anomaly-rows" data-group="cause">+2</a>')}
  ${row("a", 'data-follows="cause"')}${row("b", 'data-follows="cause"')}
  ${row("alone", 'data-follows="elsewhere"')}${row("other")}</tbody></table>`;

function start() {
  const window = openPage(TABLE);
  const { document } = window;
  foldGroups(document);
  const shown = () =>
    [...document.querySelectorAll("tr")].filter(({ hidden }) => !hidden).map(({ id }) => id);
  const link = () => document.querySelector<HTMLElement>("[data-group]")!;
  /** A row that is pushed takes the place of the one before. */
  const put = (id: string, html: string) => {
    const table = document.createElement("div");
    table.innerHTML = `<table><tbody>${html}</tbody></table>`;
    document.getElementById(id)!.replaceWith(table.querySelector("tr")!);
  };
  return { put, shown, link, swap: () => send(window, document.body, "htmx:after:swap") };
}

test("what follows a first-out of the table is folded, and unfolds and folds again at a press", () => {
  const { shown, link } = start();
  expect(shown()).toEqual(["cause", "alone", "other"]);
  expect([link().getAttribute("role"), link().getAttribute("aria-expanded")]).toEqual(["button", "false"]);
  link().click();
  expect(shown()).toEqual(["cause", "a", "b", "alone", "other"]);
  expect(link().getAttribute("aria-expanded")).toBe("true");
  link().click();
  expect(shown()).toEqual(["cause", "alone", "other"]);
});

test("a row that is pushed again stays as it was, folded or not", () => {
  const { put, shown, link, swap } = start();
  const push = () => {
    put("a", row("a", 'data-follows="cause"'));
    put("cause", row("cause", "", '<a href="#" data-group="cause">+3</a>'));
    swap();
  };
  push();
  expect(shown()).toEqual(["cause", "alone", "other"]);
  link().click();
  push();
  expect(shown()).toEqual(["cause", "a", "b", "alone", "other"]);
  expect(link().getAttribute("aria-expanded")).toBe("true");
});

test("when the first-out is over, what follows it shows by itself", () => {
  const { put, shown, swap } = start();
  put("cause", row("cause"));
  swap();
  expect(shown()).toEqual(["cause", "a", "b", "alone", "other"]);
});
