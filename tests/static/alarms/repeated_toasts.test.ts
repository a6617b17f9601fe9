import { expect, test } from "bun:test";
import { createRepeatedToasts } from "../../../static/alarms/repeated_toasts";
import { openPage } from "../open_page";

function page() {
  const { document } = openPage(`<div id="toasts"></div>`);
  const list = document.querySelector<HTMLElement>("#toasts")!;
  const withoutRepeated = createRepeatedToasts();
  /** Puts in what of a frame is due. @returns their ids */
  function push(...events: string[]) {
    const drawn = events.map((event) => {
      const element = document.createElement("div");
      element.id = `toast-${event}`;
      if (event === "more") element.dataset.toastMore = "7";
      else element.dataset.eventId = event;
      return element;
    });
    const due = withoutRepeated(list, drawn);
    for (const element of due) {
      document.getElementById(element.id)?.remove();
      list.append(element);
    }
    return due.map(({ id }) => id.replace("toast-", ""));
  }
  return { push, leave: () => list.replaceChildren() };
}

test("a toast that has gone is left out when its event comes again; one that stands is replaced", () => {
  const { push, leave } = page();
  expect(push("a")).toEqual(["a"]);
  expect(push("a", "b")).toEqual(["a", "b"]);
  leave();
  expect(push("a", "b", "c")).toEqual(["c"]);
});

test("the count of those that the server left out goes in with a new toast, and with none that is known", () => {
  const { push, leave } = page();
  expect(push("c", "b", "a", "more")).toEqual(["c", "b", "a", "more"]);
  leave();
  expect(push("c", "b", "a", "more")).toEqual([]);
  expect(push("d", "c", "b", "more")).toEqual(["d", "more"]);
});

test("a page that stays open for months forgets the oldest", () => {
  const { push, leave } = page();
  for (let n = 0; n < 1_001; n++) push(`e${n}`);
  leave();
  expect([push("e1000"), push("e0")]).toEqual([[], ["e0"]]);
});
