import { expect, test } from "bun:test";
import { momentNamed, plantLocal, plantMinute, plantMoment, plantTime } from "../../src/domain/plant_time";

test("a moment is an instant with its zone, and nothing else is one", () => {
  expect(momentNamed("2026-11-23T10:00:00+01:00")).toBe(Date.UTC(2026, 10, 23, 9));
  for (const none of [undefined, "", "yesterday", "2026-11-23", "2026-11-23T09:00:00", "17"])
    expect(momentNamed(none)).toBeUndefined();
});

test("a form's time is the plant's, also when its clock has been put forward", () => {
  expect(plantMoment("2026-07-01T09:00:00", "Europe/Berlin")).toBe(Date.UTC(2026, 6, 1, 7));
  expect(plantMoment("2026-01-01T09:00", "Europe/Berlin")).toBe(Date.UTC(2026, 0, 1, 8));
  expect(plantMoment("soon", "Europe/Berlin")).toBeUndefined();
});

test("the local time of an instant reads back as the same instant", () => {
  const at = Date.UTC(2026, 6, 1, 7);
  const shown = plantLocal(at, "Europe/Berlin").toString();
  expect(shown).toBe("2026-07-01T09:00:00");
  expect(plantMoment(shown, "Europe/Berlin")).toBe(at);
});

const ZONE = "Europe/Berlin";
const NOW = Date.UTC(2026, 10, 23, 9, 0, 4);

test("a time stands in the plant's zone, with its date on another day", () => {
  expect(plantTime(NOW, ZONE, NOW)).toBe("10:00:04");
  expect(plantTime(NOW - 86_400_000, ZONE, NOW)).toBe("22 Nov 10:00:04");
  expect(plantMinute(NOW, "America/Los_Angeles")).toBe("01:00");
});

test("midnight is 00, in the plant's zone and on its day", () => {
  expect(plantTime(Date.UTC(2026, 10, 22, 23, 0, 0), ZONE, NOW)).toBe("00:00:00");
});
