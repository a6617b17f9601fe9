import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import { watchActions } from "../../../static/alarms/alarm_actions";
import { openPage, send } from "../open_page";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function page() {
  const window =
    openPage(`<form id="answer"></form><div id="catch-up"></div><input name="note" value="Belt cleaned">
    <div id="toasts" data-text-not-sent="Not sent. {reason}" data-text-unreachable="The server cannot be reached."></div>`);
  const { document } = window;
  watchActions(window);
  const find = (selector: string) => document.querySelector<HTMLElement>(selector)!;
  const answered = (selector: string, status: number, text?: string) =>
    send(window, find(selector), "htmx:after:request", { ctx: { response: { status }, text } });
  return {
    fail: (selector: string) => send(window, find(selector), "htmx:error", { ctx: {} }),
    answered,
    toasts: () => [...document.querySelectorAll("[data-not-sent]")].map(({ textContent }) => textContent),
    alert: () => find("[data-not-sent]").getAttribute("role"),
    note: () => document.querySelector<HTMLInputElement>("[name=note]")!.value,
  };
}

test("an action that did not reach the server is said to have failed, as an alert, for eight seconds", () => {
  const { fail, toasts, alert, note } = page();
  fail("#answer");
  expect(toasts()).toEqual(["Not sent. The server cannot be reached."]);
  expect(alert()).toBe("alert");
  expect(note()).toBe("Belt cleaned");
  jest.advanceTimersByTime(8_000);
  expect(toasts()).toEqual([]);
});

test("an action that the server refused is said with its reason, and the note stays to be sent again", () => {
  const { answered, toasts, note } = page();
  answered("#answer", 409, `{"error":{"message":"It is resolved already"}}`);
  expect(toasts()).toEqual(["Not sent. It is resolved already"]);
  expect(note()).toBe("Belt cleaned");
});

test("a refusal without a readable reason is said all the same, and only the last failure shows", () => {
  const { answered, fail, toasts } = page();
  fail("#answer");
  answered("#answer", 500, "<html>");
  expect(toasts()).toEqual(["Not sent. "]);
});

test("an action that worked empties the note, which was about that alarm only", () => {
  const { answered, toasts, note } = page();
  answered("#answer", 200);
  expect([toasts(), note()]).toEqual([[], ""]);
});

test("a poll that fails is no failed action", () => {
  const { fail, answered, toasts, note } = page();
  fail("#catch-up");
  answered("#catch-up", 500);
  expect([toasts(), note()]).toEqual([[], "Belt cleaned"]);
});
