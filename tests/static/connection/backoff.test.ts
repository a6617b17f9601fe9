import { expect, test } from "bun:test";
import { createBackoff } from "../../../static/connection/backoff";

const SECOND = 1000;

test("the waits grow from 1 to 30 s and stay there for ever", () => {
  const backoff = createBackoff(() => 1);
  const waits = Array.from({ length: 9 }, (_, i) => backoff.next(i * 120 * SECOND) / SECOND);
  expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30, 30, 30]);
});

test("a wait is drawn from half to all of its step, so that screens do not come back all at once", () => {
  expect(createBackoff(() => 0).next(0)).toBe(500);
  expect(createBackoff(() => 1).next(0)).toBe(1000);
});

test("there are at most twelve tries a minute, even when the server answers polls", () => {
  const backoff = createBackoff(() => 0);
  let now = 0;
  let tries = 0;
  while (now < 60 * SECOND) {
    backoff.tried(now);
    tries += 1;
    now += Math.max(1, backoff.soon(now));
  }
  expect(tries).toBe(12);
});

test("only a minute of being live starts the waits again", () => {
  const backoff = createBackoff(() => 1);
  backoff.next(0);
  backoff.lost(59 * SECOND);
  expect(backoff.next(0)).toBe(2 * SECOND);
  backoff.lost(60 * SECOND);
  expect(backoff.next(0)).toBe(1 * SECOND);
});
