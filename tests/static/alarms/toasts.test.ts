import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import { manageToasts } from "../../../static/alarms/toasts";
import { openPage, settle } from "../open_page";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function page() {
  const window = openPage(`<div id="toasts" data-text-more="{n} more"></div><p id="spoken"></p>`);
  const { document } = window;
  const list = document.querySelector<HTMLElement>("#toasts")!;
  manageToasts(window);
  const pass = async (ms: number) => {
    jest.advanceTimersByTime(ms);
    await settle();
  };
  /** Newest first, as the server pushes them. */
  const push = async (html: string) => {
    const template = document.createElement("template");
    template.innerHTML = html;
    list.prepend(template.content);
    await settle();
  };
  return {
    push,
    pass,
    point: (type: string, id: string) =>
      document.getElementById(id)!.dispatchEvent(new window.Event(type, { bubbles: true })),
    press: (key: string) => document.dispatchEvent(new window.KeyboardEvent("keydown", { key })),
    ids: () => [...list.querySelectorAll("[data-event-id]")].map(({ id }) => id),
    more: () => list.querySelector("[data-toast-more]")?.textContent,
    spoken: () => document.querySelector("#spoken")!.textContent,
  };
}

const toast = (id: string, severity = "warning") =>
  `<div id="${id}" data-event-id="${id}" data-severity="${severity}"><b>${id}</b></div>`;

test("a toast goes after five seconds, a critical one after eight", async () => {
  const { push, pass, ids } = page();
  await push(toast("a") + toast("b", "critical"));
  await pass(4_999);
  expect(ids()).toEqual(["a", "b"]);
  await pass(1);
  expect(ids()).toEqual(["b"]);
  await pass(3_000);
  expect(ids()).toEqual([]);
});

test("a toast stays while a pointer is on it, and goes five seconds after", async () => {
  const { push, pass, point, ids } = page();
  await push(toast("a") + toast("b"));
  point("pointerover", "a");
  await pass(60_000);
  expect(ids()).toEqual(["a"]);
  point("pointerout", "a");
  await pass(5_000);
  expect(ids()).toEqual([]);
});

test("Escape dismisses all of them", async () => {
  const { push, press, ids, more } = page();
  await push(["a", "b", "c", "d"].map((id) => toast(id)).join(""));
  press("a");
  expect(ids().length).toBe(3);
  press("Escape");
  expect([ids(), more()]).toEqual([[], undefined]);
});

test("the newest three show; the rest is counted, with those that the server left out", async () => {
  const { push, ids, more } = page();
  await push(["c", "b", "a"].map((id) => toast(id)).join(""));
  expect(more()).toBeUndefined();
  await push(toast("e") + toast("d"));
  expect([ids(), more()]).toEqual([["e", "d", "c"], "2 more"]);
  await push(`<p data-toast-more="40"></p>${toast("f")}`);
  expect(ids()).toEqual(["f", "e", "d"]);
  expect(more()).toBe("43 more");
});

test("the count starts again once the list was empty", async () => {
  const { push, pass, more } = page();
  await push(["d", "c", "b", "a"].map((id) => toast(id)).join(""));
  expect(more()).toBe("1 more");
  await pass(5_000);
  expect(more()).toBeUndefined();
  await push(["h", "g", "f", "e"].map((id) => toast(id)).join(""));
  expect(more()).toBe("1 more");
});

test("toasts are passed to screen readers", async () => {
  const { push, pass, spoken } = page();
  await push(toast("a"));
  await pass(500);
  expect(spoken()).toBe("a");
});
