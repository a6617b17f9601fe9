import { expect, test } from "bun:test";
import fc from "fast-check";
import { growthOf } from "../../../src/domain/energy/counter";

const MINUTE = 60_000;
const at = (values: readonly number[]) => values.map((value, place) => ({ at: place * MINUTE, value }));
const grown = (values: readonly number[], maxPerHour?: number) =>
  growthOf(at(values), maxPerHour).reduce((sum, { value }) => sum + value, 0);
const rising = (from: number, count: number, step = 2) =>
  Array.from({ length: count }, (_, place) => from + place * step);

test("a counter grows by its differences", () => {
  expect(grown(rising(100, 11))).toBe(20);
});

test("after a reset it counts from zero", () => {
  expect(grown([...rising(1000, 11), ...rising(2, 10)])).toBe(20 + 2 + 18);
});

test("a reset is counted once the next value shows that it is none of a glitch", () => {
  expect(grown([...rising(1000, 11), 2])).toBe(20);
  expect(grown([...rising(1000, 11), 2, 4])).toBe(24);
});

test.each([
  ["a register of 16 bits", 65_530, 65_536],
  ["a register of 32 bits", 4_294_967_290, 4_294_967_296],
  ["a display of five digits", 99_994, 100_000],
])("%s rolls over without a loss", (_, near, modulus) => {
  const before = [...rising(near - 20, 11), near + 2];
  expect(grown([...before, near + 6 - modulus, near + 8 - modulus, near + 10 - modulus])).toBe(30);
});

test.each([
  ["falls to zero", 0],
  ["falls to a half", 510],
  ["jumps", 900_000],
])("a glitch that %s and returns adds nothing and loses nothing", (_, value) => {
  expect(grown([...rising(1000, 11), value, ...rising(1024, 5)])).toBe(32);
});

test("a glitch that has just come is not counted", () => {
  expect(grown([...rising(1000, 11), 900_000])).toBe(20);
});

test("a new meter begins anew: the difference between two meters is no energy", () => {
  expect(grown([...rising(1000, 11), ...rising(500_000, 11)])).toBe(40);
  expect(grown([...rising(500_000, 11), ...rising(300_000, 11)])).toBe(40);
});

test("no growth is believed that the machine's rating rules out", () => {
  expect(grown([0, 1, 2, 900, 901, 902], 500)).toBe(4);
});

test("the energy of an outage is known, that of a week is not booked", () => {
  const minutes = (ahead: number) => [
    { at: 0, value: 10 },
    { at: MINUTE, value: 11 },
    { at: MINUTE + ahead * MINUTE, value: 71 },
    { at: 2 * MINUTE + ahead * MINUTE, value: 72 },
  ];
  const sum = (ahead: number) => growthOf(minutes(ahead)).reduce((total, { value }) => total + value, 0);
  expect(sum(60)).toBe(62);
  expect(sum(7 * 1440)).toBe(2);
});

test("daily resets, roll-overs and glitches leave the total within one per cent", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.array(fc.double({ min: 0.5, max: 3, noNaN: true }), { minLength: 300, maxLength: 400 }),
      fc.uniqueArray(fc.integer({ min: 3, max: 29 }), { minLength: 1, maxLength: 4 }),
      fc.uniqueArray(fc.integer({ min: 3, max: 29 }), { maxLength: 4 }),
      (start, steps, resets, glitches) => {
        let [value, truth] = [start, 0];
        const values = steps.map((step, place) => {
          truth += step;
          // It is reset just before it counts this step; glitches lie elsewhere.
          value = resets.some((reset) => reset * 10 === place) ? step : value + step;
          return glitches.some((glitch) => glitch * 10 + 5 === place) ? 0 : value;
        });
        const found = grown(values);
        expect(Math.abs(found - (truth - steps[0]!)) / truth).toBeLessThan(0.01);
      },
    ),
  );
});
