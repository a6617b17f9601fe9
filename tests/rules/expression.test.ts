import { expect, test } from "bun:test";
import { ruleInput } from "../../src/domain/alarm/rule";
import { type Problem, placeOf } from "../../src/rules/expression";
import { nearestName } from "../../src/rules/nearest";
import { checkRule } from "../../src/rules/rule_set";
import { text } from "../../src/words/text";
import { expression, judging, setOf, START } from "./sample";

const KNOWN = new Set(["power_kw", "temp_c", "pressure_bar", "ENERGY.Power"]);
const AREA = { scope: { kind: "area", id: "hall" } };

function problemsOf(source: string, change: object = {}): string[] {
  const { problems } = checkRule(expression(source, change), KNOWN);
  return problems.map((problem: Problem) => {
    const { line, column } = placeOf(source, problem.start);
    return `${line}:${column} ${text.rules.problem(problem)}`;
  });
}

test.each([
  "power_kw > 50",
  "power_kw > 10 && temp_c < 40",
  "power_kw >= 50.5 || !(temp_c == 3)",
  'avg(power_kw, "5m") > 1.1 * power_kw',
  'power_kw.avg("5m") > 1.1 * power_kw',
  'm["ENERGY.Power"] > 50.0',
  'mode == "running" && power_kw < 1',
  'rate(temp_c, "30s") > 2 && stddev(temp_c, "1h") < 3',
  'max(power_kw, "1h") - min(power_kw, "1h") > 5',
  "power_kw > 5 ? temp_c > 40 : temp_c > 60",
  "-power_kw < -5",
])("%s is a rule", (source) => expect(problemsOf(source)).toEqual([]));

test.each([
  "sum(power_kw) > 200",
  "any(temp_c > 80 && power_kw > 1)",
  "count(power_kw > 5) >= 2",
  "avg(power_kw) > 3",
  "all(temp_c < 5)",
])("%s is a rule about an area, and of nothing else", (source) => {
  expect(problemsOf(source, AREA)).toEqual([]);
  expect(problemsOf(source)).toEqual([expect.stringContaining("choose an area")]);
});

test.each([
  ["power_kw >", "1:11 The expression ends too early"],
  ["(power_kw > 5", "1:14 The expression ends too early, but “)”"],
  ["power_kw = 5", "1:10 “=” is not expected here. To compare, write =="],
  ["power_kw > 5 and temp_c < 3", "1:14 “and” is not expected here. Write && for “and”"],
  ["power_kw > 5 &&\n  tmp_c < 3", "2:3 No machine sends “tmp_c”. Did you mean “temp_c”?"],
  ["powr_kw > 5", "1:1 No machine sends “powr_kw”. Did you mean “power_kw”?"],
  ["temp > 5", "1:1 No machine sends “temp”. Did you mean “temp_c”?"],
  ["qqq > 5", "1:1 No machine sends “qqq”"],
  ['m["ENERGY.Powr"] > 5', "1:1 No machine sends “ENERGY.Powr”. Did you mean “ENERGY.Power”?"],
  ["power_kw > 'a", "1:12 A text has no end"],
  ['power_kw > "50"', "1:12 Expected a number, this is a text"],
  ["power_kw", "1:1 Expected true or false, this is a number"],
  ["power_kw + 1", "1:1 Expected true or false, this is a number"],
  ["power_kw && temp_c > 3", "1:1 Expected true or false, this is a number"],
  ["mode == 5", "1:9 Expected a text, this is a number"],
  ["1 > 2", "1:1 The rule asks for no value"],
  ['mean(power_kw, "5m") > 3', "1:1 There is no function “mean”"],
  ['avrg(power_kw, "5m") > 3', "1:1 There is no function “avrg”. Did you mean “avg”?"],
  ['avg(power_kw, "5 days") > 3', "1:15 “5 days” is no span of 2 s to 1 h"],
  ['avg(power_kw, "2h") > 3', "1:15 “2h” is no span of 2 s to 1 h"],
  ["avg(power_kw, 5) > 3", '1:1 avg() is written avg(power_kw, "5m")'],
  ['avg(power_kw + 1, "5m") > 3', '1:1 avg() is written avg(power_kw, "5m")'],
  ["rate(power_kw) > 3", '1:1 rate() is written rate(power_kw, "5m")'],
] as const)("%s is refused with its place and what would be right", (source, said) => {
  expect(problemsOf(source)[0]).toStartWith(said);
});

test("values of one machine beside a sum over an area are refused", () => {
  expect(problemsOf("sum(power_kw) > temp_c", AREA)).toEqual([
    expect.stringMatching(/^1:17 “temp_c” is of one machine/),
  ]);
  expect(problemsOf('sum(avg(power_kw, "5m")) > 3', AREA)[0]).toContain("is of one machine");
  expect(problemsOf("sum(max(power_kw)) > 3", AREA)[0]).toContain("cannot be used in a rule");
});

/** Everything that the language has and a rule must not: slow patterns, loops, and what leads out of the values. */
const REFUSED = [
  'mode.matches("(a+)+$")',
  "[1, 2, 3].exists(x, x > power_kw)",
  "[1,2].map(a, [1,2].map(b, a * b)).size() > power_kw",
  "[power_kw].all(x, x > 1)",
  "has(m.power_kw)",
  "{'a': power_kw}.a > 1",
  "[power_kw][0] > 1",
  "m[mode] > 1",
  "power_kw.constructor > 1",
  "constructor > 1",
  "__proto__ > 1",
  'm["__proto__"] > 1',
  "toString() == mode",
  "timestamp('2026-01-01T00:00:00Z') > duration('1h')",
  "string(power_kw) == 'a'",
  "b'abc' == b'abc'",
  "null == power_kw",
  "type(power_kw) == double",
  "cel.bind(x, power_kw, x > 1)",
  "power_kw > 5u",
];

test.each(REFUSED)("%s is refused", (source) => {
  expect(problemsOf(source).length).toBeGreaterThan(0);
  expect(
    checkRule(expression(source)).compiled === undefined ||
      source.includes("constructor") ||
      source.includes("__proto__"),
  ).toBe(true);
});

test("a name that every object has is a metric that nobody sends: no data", () => {
  for (const name of ["constructor", "toString", "hasOwnProperty", "valueOf"]) {
    const room = judging(setOf(expression(`${name} > 1 || power_kw > 1e9`)));
    expect(room.hear(START, { power_kw: 5 })).toEqual([]);
    expect(room.known.rules?.held.r1?.no_data).toBe(true);
  }
});

test("expressions that are huge or deep are refused, at once", () => {
  const began = performance.now();
  for (const source of [
    `${"(".repeat(400)}power_kw${")".repeat(400)} > 1`,
    `${"!".repeat(900)}(power_kw > 1)`,
    `${"-".repeat(900)}power_kw > 1`,
    `${"temp_c+".repeat(88)}temp_c > 1${" && 1 > 0".repeat(10)}`,
    `power_kw > [${"1,".repeat(400)}1].size()`,
    `${"a.".repeat(480)}a > 1`,
    `${"1 ? 1 : ".repeat(110)}1 > power_kw`,
    `power_kw > ${"9".repeat(980)}`,
  ])
    expect(problemsOf(source).length).toBeGreaterThan(0);
  expect(performance.now() - began).toBeLessThan(1_000);
  const tooLong = {
    name: "x",
    scope: { kind: "machines", ids: ["m"] },
    condition: { kind: "expression", expression: "x".repeat(1_001) },
  };
  expect(ruleInput.safeParse(tooLong).success).toBe(false);
});

test.each([
  ["power_kw > 1 / 0", "a division by zero is no data"],
  ["power_kw / (power_kw - power_kw) > 1", "nor is one by a value"],
  ["power_kw % 0 > 1", "nor a remainder of zero"],
  ["1e308 * power_kw * 10 > 1", "nor what is too large"],
])("%s: %s", (source) => {
  const room = judging(setOf(expression(source)));
  expect(room.hear(START, { power_kw: 60 })).toEqual([]);
  expect(room.known.rules?.held.r1?.no_data).toBe(true);
});

test("whole numbers are measured ones: half of five is two and a half", () => {
  expect(judging(setOf(expression("power_kw > 5 / 2"))).signs([2.4, 2.6])).toBe(".+");
});

test("the nearest name is found in any case, and none where all are far", () => {
  expect(nearestName("POWER_KW", KNOWN)).toBe("power_kw");
  expect(nearestName("presure_bar", KNOWN)).toBe("pressure_bar");
  expect(nearestName("humidity", KNOWN)).toBeUndefined();
});
