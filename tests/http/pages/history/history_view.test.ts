import { expect, test } from "bun:test";
import { stepFrom } from "../../../../src/http/pages/history/history_view";
import { momentOf } from "../../../../src/domain/history_view";

test("a step is seconds from the moment; what leads nowhere stays there, and has an address", () => {
  const at = Date.UTC(2026, 10, 23, 9);
  expect(stepFrom(at, "-3600")).toBe(at - 3_600_000);
  for (const step of ["soon", "Infinity", "1e300", "-1e13"]) {
    expect(stepFrom(at, step)).toBe(at);
    expect(() => momentOf(stepFrom(at, step))).not.toThrow();
  }
});
