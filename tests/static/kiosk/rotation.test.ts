import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import { rotatePages } from "../../../static/kiosk/rotation";
import { openPage, replace } from "../open_page";

const EVERY_MS = 20_000;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/**
 * A kiosk of three pages. @param touchedMs since somebody touched it @param hidden pixels of its tiles below
 * the edge
 */
function kiosk({ touchedMs = Infinity, hidden = 0 } = {}) {
  const window = openPage(`<div id="kiosk" data-pages="board,alarms,energy" data-every="${EVERY_MS}"></div>
    <div class="tiles" style="overflow-y: auto"></div>`);
  const { body } = window.document;
  body.dataset.page = "board";
  const tiles = window.document.querySelector<HTMLElement>(".tiles")!;
  replace(tiles, "clientHeight", 1_000);
  replace(tiles, "scrollHeight", 1_000 + hidden);
  rotatePages(window, window.document.querySelector<HTMLElement>("#kiosk")!, { since: () => touchedMs });
  const turns = (count: number) =>
    Array.from({ length: count }, () => {
      jest.advanceTimersByTime(EVERY_MS);
      return body.dataset.page;
    });
  return { tiles, turns };
}

test("the pages show in turn, and begin again", () => {
  expect(kiosk().turns(4)).toEqual(["alarms", "energy", "board", "alarms"]);
});

test("a page that somebody has just touched stays", () => {
  expect(kiosk({ touchedMs: 14_999 }).turns(2)).toEqual(["board", "board"]);
  expect(kiosk({ touchedMs: 15_000 }).turns(1)).toEqual(["alarms"]);
});

test("a page with more than fits is shown part by part before the next one, and is back at its top then", () => {
  const { tiles, turns } = kiosk({ hidden: 1_000 });
  expect(turns(1)).toEqual(["board"]);
  expect(tiles.scrollTop).toBe(850);
  expect(turns(2)).toEqual(["board", "alarms"]);
  expect(tiles.scrollTop).toBe(0);
});

test("a few pixels too many are not worth a turn", () => {
  expect(kiosk({ hidden: 8 }).turns(1)).toEqual(["alarms"]);
});
