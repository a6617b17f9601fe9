import { expect, test } from "bun:test";
import { momentNamed, plantMoment, stepFrom } from "../../src/routes/history_view";
import { momentOf } from "../../views/history_data";

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

test("a step is seconds from the moment; what leads nowhere stays there, and has an address", () => {
  const at = Date.UTC(2026, 10, 23, 9);
  expect(stepFrom(at, "-3600")).toBe(at - 3_600_000);
  for (const step of ["soon", "Infinity", "1e300", "-1e13"]) {
    expect(stepFrom(at, step)).toBe(at);
    expect(() => momentOf(stepFrom(at, step))).not.toThrow();
  }
});
