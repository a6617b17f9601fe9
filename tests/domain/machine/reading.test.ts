import { describe, expect, test } from "bun:test";
import { arrivalOf, instantOf, isPast } from "../../../src/domain/machine/reading";
import { MINUTE_MS } from "../../../src/domain/time_units";

const NOW = Date.UTC(2026, 0, 31, 8);

describe("the arrival of a reading", () => {
  test("is not kept for a stamp of the last quarter of an hour", () => {
    expect(arrivalOf(NOW, NOW, 10)).toBeUndefined();
    expect(arrivalOf(NOW - 15 * MINUTE_MS, NOW, 10)).toBeUndefined();
  });

  test("is kept for an older stamp, which is of the past", () => {
    const at = NOW - 15 * MINUTE_MS - 1;
    const arrived_at = arrivalOf(at, NOW, 10);
    expect(arrived_at).toBe(NOW);
    expect(isPast({ at, arrived_at })).toBe(true);
  });

  test("allows ten intervals to a machine that sends every five minutes", () => {
    expect(arrivalOf(NOW - 50 * MINUTE_MS, NOW, 300)).toBeUndefined();
    expect(arrivalOf(NOW - 50 * MINUTE_MS - 1, NOW, 300)).toBe(NOW);
  });

  test("is the instant of a stamp that is ahead of our clock", () => {
    const reading = { at: NOW + 290_000, arrived_at: arrivalOf(NOW + 290_000, NOW, 10) };
    expect(instantOf(reading)).toBe(NOW);
    expect(isPast(reading)).toBe(false);
  });
});
