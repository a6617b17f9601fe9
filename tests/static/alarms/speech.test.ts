import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import { createSpeech } from "../../../static/alarms/speech";
import { openPage } from "../open_page";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function page() {
  const { document } = openPage(`<p id="spoken"></p>`);
  const place = document.querySelector<HTMLElement>("#spoken")!;
  const speak = createSpeech(place, "{n} more");
  const toast = (id: string, severity = "warning", role?: string) => {
    const element = document.createElement("div");
    element.id = id;
    element.dataset.severity = severity;
    element.innerHTML = `<b>Press-1</b><p>Alarm ${id}</p><small>12:00</small>`;
    if (role) element.setAttribute("role", role);
    speak(element);
    return element;
  };
  const spoken = () => {
    jest.advanceTimersByTime(500);
    return place.textContent;
  };
  return { toast, spoken };
}

test("a toast is spoken with its name and its sentence", () => {
  const { toast, spoken } = page();
  toast("a");
  expect(spoken()).toBe("Press-1, Alarm a");
});

test("a burst is spoken once, three sentences and the number of the rest", () => {
  const { toast, spoken } = page();
  for (const id of ["a", "b", "c", "d", "e"]) toast(id);
  expect(spoken()).toBe("Press-1, Alarm a. Press-1, Alarm b. Press-1, Alarm c. 2 more");
  toast("f");
  expect(spoken()).toBe("Press-1, Alarm f");
});

test("a toast that is pushed again is not spoken again, unless it has become more severe", () => {
  const { toast, spoken } = page();
  toast("a");
  spoken();
  toast("b");
  toast("a");
  expect(spoken()).toBe("Press-1, Alarm b");
  toast("a", "critical");
  expect(spoken()).toBe("Press-1, Alarm a");
});

test("an alert is left to the screen reader, and is no alert when it is pushed again", () => {
  const { toast, spoken } = page();
  expect(toast("a", "critical", "alert").getAttribute("role")).toBe("alert");
  expect(spoken()).toBe("");
  expect(toast("a", "critical", "alert").hasAttribute("role")).toBe(false);
});

test("it remembers the last 500 toasts, so that it does not grow for months", () => {
  const { toast, spoken } = page();
  toast("first");
  spoken();
  for (let index = 0; index < 499; index++) toast(`t${index}`);
  spoken();
  toast("first");
  toast("last");
  expect(spoken()).toBe("Press-1, Alarm last");
  toast("first");
  expect(spoken()).toBe("Press-1, Alarm first");
});
