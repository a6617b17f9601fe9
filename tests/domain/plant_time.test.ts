import { expect, test } from "bun:test";
import { parseInstant, parsePlantTime, plantClock, plantDateTime } from "../../src/domain/plant_time";

test("an instant needs its time zone, and anything else is refused", () => {
  expect(parseInstant("2026-11-23T10:00:00+01:00")).toBe(Date.UTC(2026, 10, 23, 9));
  for (const none of [undefined, "", "yesterday", "2026-11-23", "2026-11-23T09:00:00", "17"])
    expect(parseInstant(none)).toBeUndefined();
});

test("a form sends plant time, in summer and in winter", () => {
  expect(parsePlantTime("2026-07-01T09:00:00", "Europe/Berlin")).toBe(Date.UTC(2026, 6, 1, 7));
  expect(parsePlantTime("2026-01-01T09:00", "Europe/Berlin")).toBe(Date.UTC(2026, 0, 1, 8));
  expect(parsePlantTime("soon", "Europe/Berlin")).toBeUndefined();
});

test("the plant time of an instant is read back as the same instant", () => {
  const at = Date.UTC(2026, 6, 1, 7);
  const shown = plantDateTime(at, "Europe/Berlin").toString();
  expect(shown).toBe("2026-07-01T09:00:00");
  expect(parsePlantTime(shown, "Europe/Berlin")).toBe(at);
});

test("the clock shows plant time to the second or to the minute, midnight as 00", () => {
  const at = Date.UTC(2026, 10, 22, 23, 0, 4);
  expect(plantClock(at, "Europe/Berlin")).toBe("00:00:04");
  expect(plantClock(at, "Europe/Berlin", "minutes")).toBe("00:00");
  expect(plantClock(at, "America/Los_Angeles", "minutes")).toBe("15:00");
});
