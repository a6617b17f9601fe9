import { expect, test } from "bun:test";
import { createSleepDetector } from "../../../static/connection/sleep_detector";

function device() {
  const clock = { wall: 1_000_000, steady: 0 };
  const hasSlept = createSleepDetector(
    () => clock.wall,
    () => clock.steady,
  );
  const pass = (wall: number, steady: number) => {
    clock.wall += wall;
    clock.steady += steady;
    return hasSlept();
  };
  return { pass };
}

test("time that passes for both clocks is no sleep, however long, and a slow correction is none", () => {
  const { pass } = device();
  expect(pass(3_600_000, 3_600_000)).toBe(false);
  for (let second = 0; second < 100; second++) expect(pass(1_010, 1_000)).toBe(false);
});

test("sleep, and a clock that is set forward or back, are noticed once each", () => {
  const { pass } = device();
  expect(pass(60_000, 0)).toBe(true);
  expect(pass(250, 250)).toBe(false);
  expect(pass(-86_400_000, 250)).toBe(true);
  expect(pass(250, 250)).toBe(false);
});
