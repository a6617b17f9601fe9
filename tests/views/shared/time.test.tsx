import { expect, test } from "bun:test";
import { plantMinute, plantTime } from "../../../views/shared/time";
import { NOW, ZONE } from "../../support/views";

test("a time is plant time, with its date when it is on another day", () => {
  expect(plantTime(NOW, ZONE, NOW)).toBe("10:00:04");
  expect(plantTime(NOW - 86_400_000, ZONE, NOW)).toBe("22 Nov 10:00:04");
  expect(plantMinute(NOW, "America/Los_Angeles")).toBe("01:00");
});

test("midnight is 00:00:00 in the plant's time zone, and belongs to the day it begins", () => {
  expect(plantTime(Date.UTC(2026, 10, 22, 23, 0, 0), ZONE, NOW)).toBe("00:00:00");
});
