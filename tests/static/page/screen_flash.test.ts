import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import { clearScreenFlash } from "../../../static/page/screen_flash";
import { openPage, settle } from "../open_page";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function page() {
  const window = openPage(`<div id="found"></div>`);
  const place = window.document.querySelector<HTMLElement>("#found")!;
  clearScreenFlash(window, place);
  const flash = async (text = "Hall 2") => {
    place.innerHTML = `<p>${text}</p>`;
    await settle();
  };
  return { window, place, flash };
}

test("the overlay goes after ten seconds", async () => {
  const { place, flash } = page();
  await flash();
  jest.advanceTimersByTime(9_999);
  expect(place.children.length).toBe(1);
  jest.advanceTimersByTime(1);
  expect(place.children.length).toBe(0);
});

test("a second flash has ten seconds of its own", async () => {
  const { place, flash } = page();
  await flash();
  jest.advanceTimersByTime(6_000);
  await flash("again");
  jest.advanceTimersByTime(6_000);
  expect(place.textContent).toBe("again");
  jest.advanceTimersByTime(4_000);
  expect(place.textContent).toBe("");
});

test("a touch or Escape clears it at once, another key does not", async () => {
  const { window, place, flash } = page();
  const press = (key: string) =>
    window.document.dispatchEvent(new window.KeyboardEvent("keydown", { key, bubbles: true }));
  await flash();
  press("a");
  expect(place.children.length).toBe(1);
  press("Escape");
  expect(place.children.length).toBe(0);
  await flash();
  place.click();
  expect(place.children.length).toBe(0);
});
