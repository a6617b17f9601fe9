import { expect, test } from "bun:test";
import fc from "fast-check";
import { heldTimes } from "../../../src/domain/energy/held";
import { energyOf, INTERVAL, POWER, within } from "../../../src/domain/energy/source";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const PACE = { intervalMs: 10 * SECOND };

/** Ten kW every so often, from an instant on. */
const steady = (from: number, count: number, everyMs: number) =>
  Array.from({ length: count }, (_, place) => ({ at: from + place * everyMs, value: 10 }));
const kwhOf = (points: { at: number; value: number }[]) =>
  energyOf(POWER, points, PACE).reduce((sum, { kwh }) => sum + kwh, 0);

test("a value holds until the next one, and for how long the newest will hold is not known", () => {
  expect(heldTimes(steady(0, 3, 10 * SECOND), PACE.intervalMs)).toEqual([
    { from: 0, to: 10_000, value: 10 },
    { from: 10_000, to: 20_000, value: 10 },
  ]);
});

test("over more than three intervals nothing holds", () => {
  const points = [...steady(0, 7, 10 * SECOND), ...steady(91 * SECOND, 7, 10 * SECOND)];
  expect(kwhOf(points)).toBeCloseTo((10 * 120) / 3600, 9);
});

test.each([MINUTE, 15 * MINUTE, HOUR])(
  "a machine that regularly sends every %d ms covers its time, whatever interval it should have",
  (everyMs) => expect(kwhOf(steady(0, 11, everyMs))).toBeCloseTo((10 * 10 * everyMs) / HOUR, 9),
);

test("an outage of a machine that sends once a minute is a gap", () => {
  const points = [...steady(0, 10, MINUTE), ...steady(40 * MINUTE, 10, MINUTE)];
  expect(kwhOf(points)).toBeCloseTo((10 * 18) / 60, 9);
});

test("the parts of a period add up to the whole, wherever it is cut", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          gap: fc.integer({ min: 1, max: 60_000 }),
          value: fc.double({ min: -5, max: 50, noNaN: true }),
        }),
        {
          minLength: 2,
          maxLength: 40,
        },
      ),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 }),
      (steps, cuts) => {
        let at = 0;
        const points = steps.map(({ gap, value }) => ({ at: (at += gap), value }));
        const stretches = energyOf(POWER, points, PACE);
        const edges = [0, ...cuts.map((share) => Math.floor(share * at)), at].sort((a, b) => a - b);
        const parts = edges.slice(1).map((edge, place) => within(stretches, edges[place]!, edge));
        const whole = within(stretches, 0, at);
        expect(parts.reduce((sum, { kwh }) => sum + kwh, 0)).toBeCloseTo(whole.kwh, 9);
        expect(parts.reduce((sum, { ms }) => sum + ms, 0)).toBe(whole.ms);
      },
    ),
  );
});

test("a gap adds nothing, however long it is and wherever it lies", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 30 }),
      fc.integer({ min: 2, max: 30 }),
      fc.integer({ min: 31, max: 30 * 86_400 }),
      (before, after, gapSeconds) => {
        const first = steady(0, before, 10 * SECOND);
        const second = steady(first.at(-1)!.at + gapSeconds * SECOND, after, 10 * SECOND);
        expect(kwhOf([...first, ...second])).toBeCloseTo((10 * 10 * (before + after - 2)) / 3600, 9);
      },
    ),
  );
});

test("the energy of an interval is that since the value before, and of one interval after a gap", () => {
  const points = [0, 10, 20, 500, 510].map((second) => ({ at: second * SECOND, value: 0.5 }));
  expect(
    energyOf(INTERVAL, points, PACE).map(({ from, to, kwh }) => [from / SECOND, to / SECOND, kwh]),
  ).toEqual([
    [-10, 0, 0.5],
    [0, 10, 0.5],
    [10, 20, 0.5],
    [490, 500, 0.5],
    [500, 510, 0.5],
  ]);
});
