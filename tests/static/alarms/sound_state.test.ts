import { expect, test } from "bun:test";
import { type Button, isMuted, next, SILENT, type SoundState } from "../../../static/alarms/sound_state";

const MINUTE = 60_000;

/** Looks every half second. @returns the state then, and when it sounded */
function look(alarms: string[], from: number, to: number, start: SoundState = SILENT, isAllowed = true) {
  let state = start;
  const sounded: number[] = [];
  for (let now = from; now <= to; now += 500) {
    const step = next(state, { kind: "looked", alarms, isAllowed }, now);
    state = step.state;
    if (step.mustSound) sounded.push(now);
  }
  return { state, sounded };
}
const tap = (state: SoundState, button: Button, now: number) =>
  next(state, { kind: "tapped", button }, now).state;

test("a critical alarm sounds at once, and every half minute until somebody acknowledges it", () => {
  expect(look(["a"], 0, 70_000).sounded).toEqual([0, 30_000, 60_000]);
  expect(look([], 0, 70_000).sounded).toEqual([]);
});

test("a new alarm beside known ones sounds at once", () => {
  const { state } = look(["a"], 0, 10_000);
  expect(look(["a", "b"], 10_500, 50_000, state).sounded).toEqual([10_500, 40_500]);
});

test("an alarm that comes back after none was left sounds again at once", () => {
  const first = look(["a"], 0, 5_000).state;
  const none = look([], 5_500, 6_000, first).state;
  expect(look(["a"], 6_500, 7_000, none).sounded).toEqual([6_500]);
});

test("an acknowledged alarm that is new again sounds at once", () => {
  const both = look(["a", "b"], 0, 30_000).state;
  const one = look(["a"], 30_500, 60_000, both).state;
  expect(look(["a", "b"], 60_500, 61_000, one).sounded).toEqual([60_500]);
});

test("a tap mutes for ten minutes; then the alarms sound again, those that came meanwhile too", () => {
  const muted = tap(look(["a"], 0, 1_000).state, "on", 1_000);
  expect([isMuted(muted, 10 * MINUTE), isMuted(muted, 10 * MINUTE + 1_000)]).toEqual([true, false]);
  expect(look(["a", "b"], 1_500, 11 * MINUTE, muted).sounded[0]).toBe(10 * MINUTE + 1_000);
});

test("another tap ends that at once", () => {
  const muted = tap(look(["a"], 0, 1_000).state, "on", 1_000);
  const on = tap(muted, "muted", 60_000);
  expect(look(["a"], 60_500, 61_000, on).sounded).toEqual([60_500]);
});

test("a tap that only allows sound mutes nothing", () => {
  for (const button of ["blocked", "none"] as const) expect(tap(SILENT, button, 0)).toEqual(SILENT);
});

test("an alarm that was not allowed to sound sounds as soon as it is", () => {
  const blocked = look(["a"], 0, 10_000, SILENT, false);
  expect(blocked.sounded).toEqual([]);
  expect(look(["a"], 10_500, 11_000, blocked.state).sounded).toEqual([10_500]);
});
