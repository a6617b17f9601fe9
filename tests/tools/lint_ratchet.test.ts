import { expect, test } from "bun:test";
import { compare, type Finding, lowered } from "./lint_ratchet";

const finding = (code: string, filename: string, message = "Wrong"): Finding => ({
  code,
  message,
  filename,
  labels: [{ span: { line: 1, column: 1 } }],
});
const equality = finding("eslint(eqeqeq)", "src/a.ts");
const longFile = (lines: number) =>
  finding("eslint(max-lines)", "src/a.ts", `File has too many lines (${lines}).`);
const longFunction = (name: string, lines: number) =>
  finding(
    "eslint(max-lines-per-function)",
    "src/a.ts",
    `The function \`${name}\` has too many lines (${lines}). Maximum allowed is 60.`,
  );

test("a finding that is not listed is an addition, one that is listed is none", () => {
  expect(compare([equality], {}).added).toEqual([equality]);
  expect(compare([equality], { "eslint(eqeqeq)": { "src/a.ts": 1 } })).toEqual({ added: [], slack: [] });
  expect(compare([equality, equality], { "eslint(eqeqeq)": { "src/a.ts": 1 } }).added).toHaveLength(2);
});

test("a listed file or function must not grow, and each function is listed by its name", () => {
  const ratchet = {
    "eslint(max-lines)": { "src/a.ts": 250 },
    "eslint(max-lines-per-function)": { "src/a.ts open": 80 },
  };
  expect(compare([longFile(250), longFunction("open", 80)], ratchet)).toEqual({ added: [], slack: [] });
  expect(compare([longFile(251), longFunction("open", 80)], ratchet).added).toEqual([longFile(251)]);
  const other = longFunction("close", 61);
  expect(compare([longFile(250), longFunction("open", 80), other], ratchet).added).toEqual([other]);
});

test("an entry above the truth is slack, and so is one whose finding has gone", () => {
  const ratchet = { "eslint(max-lines)": { "src/a.ts": 250, "src/b.ts": 300 } };
  expect(compare([longFile(240)], ratchet).slack).toEqual([
    { rule: "eslint(max-lines)", place: "src/a.ts", listed: 250, present: 240 },
    { rule: "eslint(max-lines)", place: "src/b.ts", listed: 300, present: 0 },
  ]);
});

test("entries are only ever lowered: nothing is added to a list that exists", () => {
  const ratchet = { "eslint(max-lines)": { "src/a.ts": 250 } };
  expect(lowered([longFile(240), equality], ratchet)).toEqual({ "eslint(max-lines)": { "src/a.ts": 240 } });
  expect(lowered([longFile(260)], ratchet)).toEqual(ratchet);
  expect(lowered([equality], undefined)).toEqual({ "eslint(eqeqeq)": { "src/a.ts": 1 } });
});

test("a size that cannot be read is an error, not a file without limit", () => {
  expect(() => compare([finding("eslint(max-lines)", "src/a.ts", "Too long")], {})).toThrow(
    "Cannot read the size",
  );
});
