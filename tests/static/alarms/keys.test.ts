import { expect, test } from "bun:test";
import { Window } from "happy-dom";
import { answerByKeys } from "../../../static/alarms/keys";

/** A table of three rows, the second of which is acknowledged already; and what was pressed. */
function page() {
  const window = new Window();
  const document = window.document as unknown as Document;
  const row = (id: string, button: string) =>
    `<tr data-anomaly-id="${id}"><td><details><summary id="why-${id}">x</summary></details></td><td>${button}</td></tr>`;
  const button = (id: string) => `<button name="acknowledge" id="ack-${id}" value="${id}">A</button>`;
  document.body.innerHTML = `<input id="note"><div id="undo"><button id="undo-it">Undo</button></div>
    <table><tbody id="anomaly-rows">
      ${row("1", button("1"))}${row("2", "")}${row("3", button("3"))}</tbody></table>`;
  const pressed: string[] = [];
  document.addEventListener("click", ({ target }) => pressed.push((target as HTMLElement).id));
  answerByKeys(document);
  const press = (key: string, more: object = {}) => {
    const event = new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
    (document.activeElement ?? document.body).dispatchEvent(event as unknown as Event);
    return event.defaultPrevented;
  };
  return { document, pressed, press, focused: () => document.activeElement?.id };
}

test("j and k go from row to row: to the button, or to the text where it is acknowledged", () => {
  const { press, focused } = page();
  const places = ["j", "j", "j", "j", "k", "k", "k"].map((key) => (press(key), focused()));
  expect(places).toEqual(["ack-1", "why-2", "ack-3", "ack-3", "why-2", "ack-1", "ack-1"]);
});

test("they go past what is folded", () => {
  const { document, press, focused } = page();
  document.querySelector<HTMLElement>("[data-anomaly-id='2']")!.hidden = true;
  const places = ["j", "j", "k"].map((key) => (press(key), focused()));
  expect(places).toEqual(["ack-1", "ack-3", "ack-1"]);
});

test("the arrows do so inside the table only: elsewhere they move the page", () => {
  const { press, focused } = page();
  expect(press("ArrowDown")).toBe(false);
  press("j");
  expect(press("ArrowDown")).toBe(true);
  expect(focused()).toBe("why-2");
  press("ArrowUp");
  expect(focused()).toBe("ack-1");
});

test("a acknowledges the alarm of the row that has the focus, u takes back", () => {
  const { press, pressed } = page();
  press("a"); // no row has it
  press("j");
  press("a");
  press("j");
  press("a"); // that one is acknowledged
  press("u");
  expect(pressed).toEqual(["ack-1", "undo-it"]);
});

test("letters that somebody types are no commands, nor keys with a modifier", () => {
  const { document, press, pressed, focused } = page();
  press("j");
  for (const modifier of ["ctrlKey", "altKey", "metaKey"])
    expect(press("a", { [modifier]: true })).toBe(false);
  document.querySelector<HTMLElement>("#note")?.focus();
  for (const key of ["a", "j", "u"]) expect(press(key)).toBe(false);
  expect([pressed, focused()]).toEqual([[], "note"]);
});
