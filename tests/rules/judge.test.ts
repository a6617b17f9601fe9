import { expect, test } from "bun:test";
import { expression, judging, press, rule, SECOND, setOf, START } from "./sample";

const form = { kind: "form", metric: "power_kw", comparison: "above", limit: 50 } as const;

test.each([
  ["at once", {}, [49, 51, 51, 49], ".+.-"],
  ["never twice", {}, [51, 52, 53], "+.."],
  ["at its limit it is not above", {}, [50, 50], ".."],
  ["at least", { condition: { ...form, comparison: "at_least" } }, [49, 50, 49], ".+-"],
  ["below", { condition: { ...form, comparison: "below" } }, [51, 49, 50], ".+-"],
  ["at most", { condition: { ...form, comparison: "at_most" } }, [51, 50, 51], ".+-"],
  ["clears at another value", { condition: { ...form, clears_at: 45 } }, [51, 49, 46, 45, 49, 51], "+..-.+"],
  [
    "clears at another value from below",
    { condition: { ...form, comparison: "below", clears_at: 55 } },
    [49, 54, 55],
    "+.-",
  ],
  ["for three seconds", { for_seconds: 3 }, [51, 51, 51, 51, 49], "...+-"],
  [
    "for twenty seconds, and not for nineteen",
    { for_seconds: 20 },
    Array<number>(22).fill(51),
    `${".".repeat(20)}+.`,
  ],
  ["begins anew when it was good in between", { for_seconds: 2 }, [51, 51, 49, 51, 51, 51], ".....+"],
  [
    "NaN is no data: it opens, resets and clears nothing",
    { for_seconds: 2 },
    [51, NaN, 51, NaN, NaN],
    "..+..",
  ],
] as const)("a rule: %s", (_, change, values, signs) => {
  expect(judging(setOf(rule(change))).signs(values)).toBe(signs);
});

test("a gap is no evidence: what lasts for a minute is not believed of one value before and one after it", () => {
  const room = judging(setOf(rule({ for_seconds: 60 })));
  room.hear(START, { power_kw: 60 });
  expect(room.hear(START + 600 * SECOND, { power_kw: 60 })).toEqual([]);
  expect(room.hear(START + 630 * SECOND, { power_kw: 60 })).toHaveLength(1);
});

test("a machine that sends every minute needs no more than the time that was set", () => {
  const machine = { ...press, data_interval_seconds: 60 };
  const room = judging(setOf(rule({ for_seconds: 60 })), { machine });
  room.hear(START, { power_kw: 60 });
  expect(room.hear(START + 60 * SECOND, { power_kw: 60 })).toHaveLength(1);
});

test("an alarm says what the rule says, and since when it is so", () => {
  const room = judging(setOf(rule({ for_seconds: 1, severity: "critical", text: "Open the valve" })));
  room.signs([51, 52]);
  const [finding] = judging(setOf(rule({ severity: "critical", text: "Open the valve" }))).hear(START, {
    power_kw: 51,
  });
  expect(finding).toMatchObject({
    kind: "opened",
    alarm: {
      machine_id: "m1",
      severity: "critical",
      metric: "power_kw",
      value: 51,
      expected_value: 50,
      detection_method: "rule",
      cause: { kind: "rule", rule_id: "r1", name: "Hot", text: "Open the valve", since: START },
    },
  });
});

test("only the rules that a value concerns are judged with it", () => {
  const room = judging(setOf(rule()));
  room.hear(START, { power_kw: 60 });
  expect(room.hear(START + SECOND, { temp_c: 20 })).toEqual([]);
  expect(room.known.rules?.held.r1?.at).toBe(START);
});

test("a missing metric is no data: the alarm stays open however long it is away", () => {
  const room = judging(setOf(expression("power_kw > 50 && temp_c < 40")));
  expect(room.hear(START, { power_kw: 60 })).toEqual([]);
  expect(room.known.rules?.held.r1?.no_data).toBe(true);
  expect(room.hear(START + SECOND, { temp_c: 30 })).toHaveLength(1);
  for (let second = 2; second < 100; second++)
    expect(room.hear(START + second * SECOND, { power_kw: 60 })).toEqual([]);
  expect(room.known.rules?.held.r1?.no_data).toBe(true);
  // One side is enough to say that it is false.
  expect(room.hear(START + 100 * SECOND, { power_kw: 40 })).toMatchObject([{ kind: "cleared" }]);
});

test("a metric that comes more seldom than its machine counts until three of its own steps are over", () => {
  const room = judging(setOf(expression("power_kw > 50 && temp_c < 40")));
  for (let second = 0; second <= 120; second++)
    room.hear(START + second * SECOND, second % 30 === 0 ? { power_kw: 40, temp_c: 30 } : { power_kw: 40 });
  expect(room.hear(START + 121 * SECOND, { power_kw: 60 })).toHaveLength(1);
  expect(room.hear(START + 220 * SECOND, { power_kw: 60 })).toEqual([]);
  expect(room.known.rules?.held.r1?.no_data).toBe(true);
});

test("a mode is compared in any case, and a change of mode is judged", () => {
  const room = judging(setOf(expression('mode == "RUNNING" && power_kw < 5')));
  expect(room.hear(START, { power_kw: 1 })).toEqual([]);
  expect(room.hear(START + SECOND, {}, "running")).toHaveLength(1);
  expect(room.hear(START + 2 * SECOND, {}, "idle")).toMatchObject([{ kind: "cleared" }]);
});

test("a restart inside the time goes on where it was, and a resolved alarm is judged anew", () => {
  const set = setOf(rule({ for_seconds: 4 }));
  const first = judging(set);
  expect(first.signs([51, 51, 51])).toBe("...");
  const saved = JSON.parse(JSON.stringify(first.known)) as typeof first.known;
  const second = judging(set, { known: saved });
  expect(second.signs([51, 51], START + 3 * SECOND)).toBe(".+");
});

test("a changed rule is judged anew and keeps its alarm, which says so; a value that is good now ends it", () => {
  const room = judging(setOf(rule()));
  expect(room.signs([60])).toBe("+");
  room.use(setOf({ ...rule({ severity: "critical", condition: { ...form, limit: 55 } }), revision: 2 }));
  expect(room.hear(START + SECOND, { power_kw: 60 })).toMatchObject([
    { kind: "worsened", anomaly_id: "a1", severity: "critical", expected_value: 55 },
  ]);
  expect(room.signs([60, 54], START + 2 * SECOND)).toBe(".-");
});

test("a deleted rule leaves its alarm to a person, and forgets everything else", () => {
  const room = judging(setOf(rule(), { ...expression('avg(power_kw, "5s") > 1000'), id: "r2" }));
  room.signs([60, 61]);
  room.use(setOf());
  expect(room.signs([10, 10, 60], START + 9 * SECOND)).toBe("...");
  expect(room.known.rules).toMatchObject({ held: { r1: { alarm: "a1" } }, windows: {} });
  expect(room.known.rules?.held.r2).toBeUndefined();
});

test("a machine that is not in use keeps no rule, and an area of it only while it is in there", () => {
  expect(judging(setOf(rule()), { machine: { ...press, is_active: false } }).signs([60, 60])).toBe("..");
  expect(judging(setOf(rule({ scope: { kind: "type", type: "pump" } }))).signs([60])).toBe(".");
  expect(judging(setOf(rule({ scope: { kind: "type", type: "other" } }))).signs([60])).toBe("+");
});
