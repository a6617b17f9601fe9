import { expect, test } from "bun:test";
import { momentNamed, plantLocal, plantMoment } from "../../src/domain/plant_time";

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

test("what the plant's clock shows is read back as the same instant", () => {
  const at = Date.UTC(2026, 6, 1, 7);
  const shown = plantLocal(at, "Europe/Berlin").toString();
  expect(shown).toBe("2026-07-01T09:00:00");
  expect(plantMoment(shown, "Europe/Berlin")).toBe(at);
});
