import { expect, test } from "bun:test";
import fc from "fast-check";
import { replaceBareNumbers } from "../../src/domain/bare_numbers";

const withNull = (text: string) => replaceBareNumbers(text, () => "null");

test("bare NaN and infinities are replaced, and none inside a string", () => {
  expect(withNull('{"a":NaN,"b":[-Infinity, Infinity],"c":"NaN"}')).toBe(
    '{"a":null,"b":[null, null],"c":"NaN"}',
  );
  expect(withNull(String.raw`["\\",NaN,"\"NaN"]`)).toBe(String.raw`["\\",null,"\"NaN"]`);
  expect(withNull('{"a":1}')).toBeUndefined();
});

test("JSON stays as it is, whatever its strings hold", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom("NaN", '-Infinity "', '\\"NaN\\'), fc.string())),
      (texts) => {
        const json = JSON.stringify(texts);
        expect(withNull(json) ?? json).toBe(json);
      },
    ),
  );
});
