import { expect, test } from "bun:test";
import {
  type Backoff,
  afterLoss,
  afterTry,
  longer,
  pause,
  shortPause,
} from "../../../static/connection/backoff";

const SECOND = 1000;
const FRESH = { step: 0, tries: [] };

test("the pauses grow from 1 to 30 s and stay there for ever", () => {
  let backoff: Backoff = FRESH;
  const pauses = Array.from({ length: 9 }, () => {
    const ms = pause(backoff, 0, () => 1);
    backoff = longer(backoff);
    return ms / SECOND;
  });
  expect(pauses).toEqual([1, 2, 4, 8, 16, 30, 30, 30, 30]);
});

test("a pause is drawn from half to all of its step, so that screens do not return all at once", () => {
  expect(pause(FRESH, 0, () => 0)).toBe(500);
  expect(pause(FRESH, 0, () => 1)).toBe(1000);
});

test("there are at most twelve tries a minute, even when the server answers polls", () => {
  let backoff: Backoff = FRESH;
  let now = 0;
  let tries = 0;
  while (now < 60 * SECOND) {
    backoff = afterTry(backoff, now);
    tries += 1;
    now += Math.max(
      1,
      shortPause(backoff, now, () => 0),
    );
  }
  expect(tries).toBe(12);
});

test("only a link that was live for a minute starts again at the first step", () => {
  const second = longer(FRESH);
  expect(afterLoss(second, 59_999).step).toBe(1);
  expect(afterLoss(second, 60_000).step).toBe(0);
});
