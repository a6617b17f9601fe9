import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  isTooDeep,
  isWellFormedJson,
  MAX_DEPTH,
  wellFormedJson,
  withoutTooDeep,
} from "../../src/domain/json_text";
import { fastest } from "../support/fastest";

const nested = (levels: number, [open, close] = ["[", "]"]) => open.repeat(levels) + close.repeat(levels);

test("64 levels are read, one more is not, of lists and of objects", () => {
  for (const pair of [
    ["[", "]"],
    ['{"a":', "}"],
  ]) {
    const deep = (levels: number) => `${pair[0]!.repeat(levels)}1${pair[1]!.repeat(levels)}`;
    expect([isTooDeep(deep(MAX_DEPTH)), isTooDeep(deep(MAX_DEPTH + 1))]).toEqual([false, true]);
  }
  expect(isTooDeep(`[${Array(1000).fill(nested(63)).join(",")}]`)).toBe(false);
});

test("brackets in texts do not count, whatever stands before their quotes", () => {
  const brackets = "[".repeat(100);
  expect(isTooDeep(JSON.stringify([brackets, `\\"${brackets}`, `\\${brackets}`]))).toBe(false);
  expect(isTooDeep(`["\\\\",${nested(MAX_DEPTH)}]`)).toBe(true);
});

test("what lies too deep becomes null, and the rest is read as it was", () => {
  const [open, close] = ["[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH)];
  expect(withoutTooDeep(`${open}1,[2,[3]],"]",{"a":"}"},4${close}`)).toBe(`${open}1,null,"]",null,4${close}`);
  expect(withoutTooDeep(`{"a":[1]}`)).toBeUndefined();
  expect(withoutTooDeep("[".repeat(50_000))).toBe(`${open}null`);
});

test("what is cut is as deep as may be, and what is left alone says the same", () => {
  const deep = fc.tuple(fc.jsonValue(), fc.array(fc.boolean(), { minLength: 50, maxLength: 80 }));
  fc.assert(
    fc.property(deep, fc.jsonValue(), ([inner, levels], beside) => {
      const wrap = (value: unknown, isList: boolean) =>
        isList ? [beside, value, beside] : { value, beside };
      const json = JSON.stringify(levels.reduce(wrap, inner));
      const cut = withoutTooDeep(json);
      expect(isTooDeep(json)).toBe(cut !== undefined);
      expect(isTooDeep(JSON.stringify(JSON.parse(cut ?? json)))).toBe(false);
    }),
  );
});

test("8 MiB are looked through in less time than they take to parse", () => {
  const body = `[${Array(400_000).fill('{"value":1.25}').join(",")}]`;
  const [looked, parsed] = fastest(
    () => isTooDeep(body),
    () => JSON.parse(body),
  );
  expect(looked).toBeLessThan(parsed);
});

test.each([
  [String.raw`"\ud800"`, String.raw`"\ufffd"`],
  [String.raw`"\uDC00x"`, String.raw`"\ufffdx"`],
  [String.raw`"\ud83d\ude00"`, String.raw`"\ud83d\ude00"`],
  [String.raw`"\ud83d\ud83d\ude00"`, String.raw`"\ufffd\ud83d\ude00"`],
  [String.raw`"C:\\ud800"`, String.raw`"C:\\ud800"`],
  [String.raw`"\\\ud800"`, String.raw`"\\\ufffd"`],
  ['"\ud800"', '"\ufffd"'],
  ['"😀"', '"😀"'],
])("the text %p is made well-formed", (sent, read) => {
  expect(wellFormedJson(sent)).toBe(read);
  expect(isWellFormedJson(sent)).toBe(sent === read);
  expect((JSON.parse(read) as string).isWellFormed()).toBe(true);
});
