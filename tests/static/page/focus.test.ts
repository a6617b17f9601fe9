import { expect, test } from "bun:test";
import { holdFocus, keepFocus } from "../../../static/page/focus";
import { openPage, send } from "../open_page";

const ROW = (id: string, buttons: string) => `<div id="row-${id}">${buttons}</div>`;
const BUTTON = (name: string, value: string) => `<button name="${name}" value="${value}">${value}</button>`;

/**
 * Focuses a control, redraws the row it is in, and lets the focus be restored. @returns the focused element
 * then
 */
function redraw(before: string, selector: string, after: string) {
  const { document } = openPage(`<main id="rows">${before}</main>`);
  const find = (selector: string) => document.querySelector<HTMLElement>(selector)!;
  find(selector).focus();
  const restore = holdFocus(document);
  find("#rows").innerHTML = after;
  restore();
  return document.activeElement as HTMLElement;
}

test("the focus goes to the same control of the new drawing, told apart by its value", () => {
  const row = ROW("a", BUTTON("answer", "acknowledge") + BUTTON("answer", "resolve"));
  expect(redraw(row, `[value="resolve"]`, row).getAttribute("value")).toBe("resolve");
});

test("failing that, it goes to a control of the same name, such as that of a newer alarm", () => {
  const focused = redraw(ROW("a", BUTTON("find", "1")), "button", ROW("a", BUTTON("find", "2")));
  expect(focused.getAttribute("value")).toBe("2");
});

test("without a successor it goes to the nearest surrounding element that is left", () => {
  const row = ROW("a", BUTTON("answer", "acknowledge"));
  const inRow = redraw(row, "button", ROW("a", ""));
  expect([inRow.id, inRow.tabIndex]).toEqual(["row-a", -1]);
  expect(redraw(row, "button", ROW("b", "")).id).toBe("rows");
});

test("an element with an id of its own is found by it", () => {
  expect(redraw(`<input id="note">`, "input", `<input><input id="note">`).id).toBe("note");
});

test("a focus that somebody has moved meanwhile stays there", () => {
  const { document } = openPage(`<main id="rows"><button id="a"></button></main><button id="b"></button>`);
  document.getElementById("a")!.focus();
  const restore = holdFocus(document);
  document.getElementById("a")!.remove();
  document.getElementById("b")!.focus();
  restore();
  expect(document.activeElement?.id).toBe("b");
});

test("an element that was not redrawn is not focused again", () => {
  const { document } = openPage(`<button id="a"></button>`);
  document.getElementById("a")!.focus();
  const restore = holdFocus(document);
  document.getElementById("a")!.blur();
  restore();
  expect(document.activeElement).toBe(document.body);
});

test("every swap of htmx holds the focus before it", () => {
  const window = openPage(`<main id="rows"><button name="x"></button></main>`);
  const { document } = window;
  const restore = keepFocus(document);
  restore(); // before any swap there is nothing to restore
  document.querySelector("button")!.focus();
  send(window, document.body, "htmx:before:swap");
  document.querySelector("#rows")!.innerHTML = `<button name="x" id="new"></button>`;
  restore();
  expect(document.activeElement?.id).toBe("new");
});
