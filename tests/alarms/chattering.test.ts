import { expect, test } from "bun:test";
import { type Earlier, isSameCondition, returning } from "../../src/alarms/chattering";
import type { AlarmState } from "../../src/domain/alarm/alarm";
import { alarm } from "../support/builders";

const MINUTE = 60_000;
const AT = 100 * MINUTE;
const earlier = (state: AlarmState, ...minutesAgo: number[]): Earlier => ({
  alarm: { id: `${state}${minutesAgo.join("-")}`, state },
  openings: minutesAgo.map((ago) => AT - ago * MINUTE),
});

test.each([
  ["nothing before it", [], { returns: undefined, chattering: undefined }],
  ["one cleared, a minute ago", [earlier("cleared", 1)], { returns: "cleared1", chattering: undefined }],
  ["one cleared, ten minutes ago", [earlier("cleared", 10)], { returns: undefined, chattering: undefined }],
  ["one that opened twice", [earlier("cleared", 5, 1)], { returns: "cleared5-1", chattering: 3 }],
  ["one that opened twice, once long ago", [earlier("cleared", 12, 1)], { chattering: undefined }],
  ["two that somebody has answered", [earlier("resolved", 5), earlier("resolved", 1)], { chattering: 3 }],
  [
    "one that was answered, one that waits",
    [earlier("resolved", 5), earlier("cleared", 1)],
    { chattering: 3 },
  ],
  ["one that stands", [earlier("new", 1)], { returns: undefined, chattering: undefined }],
] as const)("after %s", (_, before, expected) => {
  expect(returning(before, AT)).toMatchObject(expected);
});

test("what somebody has answered stays answered: a new one begins, and says how often", () => {
  const before = [earlier("resolved", 5), earlier("resolved", 1)];
  expect(returning(before, AT)).toEqual({ returns: undefined, repeats: 0, chattering: 3, openings: [AT] });
});

test("a long flutter counts the last ten minutes, and all times that it came back", () => {
  let one: Earlier = { alarm: { id: "a", state: "cleared" }, openings: [AT] };
  for (let minute = 1; minute <= 30; minute += 1) {
    const { repeats, openings, chattering } = returning([one], AT + minute * MINUTE);
    one = { alarm: { id: "a", state: "cleared", repeats }, openings };
    if (minute >= 2) expect(chattering).toBe(Math.min(10, minute + 1));
  }
  expect([one.alarm.repeats, one.openings.length]).toEqual([30, 10]);
});

test.each([
  [{}, true],
  [{ value: 3, severity: "warning" }, true],
  [{ metric: "oil_c" }, false],
  [{ machine_id: "c2" }, false],
  [{ anomaly_type: "silence" }, false],
  [{ detection_method: "limit" }, false],
] as const)("the same condition with %p: %p", (change, same) => {
  expect(isSameCondition(alarm(), alarm(change))).toBe(same);
});
