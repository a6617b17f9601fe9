import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import { watchTouch } from "../../../static/kiosk/touch";
import { openPage } from "../open_page";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test.each([["pointermove"], ["pointerdown"], ["keydown"]])(
  "the cursor shows until three seconds after the last %s",
  (name) => {
    const window = openPage();
    const { document } = window;
    const touch = watchTouch(document);
    expect([touch.since(), document.documentElement.dataset.kiosk]).toEqual([Infinity, undefined]);
    document.dispatchEvent(new window.Event(name));
    jest.advanceTimersByTime(2_000);
    document.dispatchEvent(new window.Event(name));
    jest.advanceTimersByTime(2_999);
    expect([touch.since(), document.documentElement.dataset.kiosk]).toEqual([2_999, "touched"]);
    jest.advanceTimersByTime(1);
    expect([touch.since(), document.documentElement.dataset.kiosk]).toEqual([3_000, ""]);
  },
);
