import { expect, test } from "bun:test";
import fc from "fast-check";
import { quote } from "../../src/domain/quote";
import { fastest } from "../support/fastest";

test("a short value is quoted as JSON", () => {
  for (const value of [1, "a", null, true, [], {}, [1, "b", { c: null }], { a: [1], b: { c: "d" } }])
    expect(quote(value, 60)).toBe(JSON.stringify(value));
  expect(quote(undefined, 60)).toBe("undefined");
});

test("a long value is cut, as if all of it had been made", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const whole = JSON.stringify(value);
      expect(quote(value, 20)).toBe(
        whole.length <= 20 ? whole : `${whole.slice(0, 20).replace(/[\ud800-\udbff]$/, "")}…`,
      );
    }),
  );
});

test("a value as large and as deep as a message may be is quoted at once", () => {
  let deep: unknown = 1;
  for (let level = 0; level < 50_000; level++) deep = { a: deep };
  const wide = Object.fromEntries(Array.from({ length: 200_000 }, (_, i) => [`m${i}`, i]));
  const values = [deep, wide, "x".repeat(8e6), [deep, deep]];
  for (const value of values) expect(quote(value, 80)).toHaveLength(81);
  expect(fastest(() => values.map((value) => quote(value, 80)))[0]).toBeLessThan(100);
});
