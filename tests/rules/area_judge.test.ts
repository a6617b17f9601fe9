import { expect, test } from "bun:test";
import type { Alarm } from "../../src/domain/alarm/alarm";
import type { Rule } from "../../src/domain/alarm/rule";
import { areaTree } from "../../src/domain/site/areas";
import { siteOf, usualSite } from "../../src/domain/site/settings";
import { createAreaJudge } from "../../src/rules/area_judge";
import type { Known } from "../../src/rules/known";
import { expression, press, SECOND, setOf, START } from "./sample";

const HALL = { id: "hall", name: "Hall 1", parent_id: null, created_at: START, updated_at: START };
const LINE = { ...HALL, id: "line", name: "Line 2", parent_id: "hall" };
const machines = ["a", "b", "c"].map((id, place) => ({
  ...press,
  id,
  name: id,
  area: place === 2 ? "line" : "hall",
}));
const inHall = (text: string, change: object = {}) =>
  expression(text, { scope: { kind: "area", id: "hall" }, ...change });

function room(rule: Rule, saved: ReadonlyMap<string, unknown> = new Map(), open: readonly Alarm[] = []) {
  const values = new Map<string, Known["values"]>();
  let id = 0;
  const { shifts } = siteOf(usualSite("UTC"), "UTC");
  const judge = createAreaJudge(
    {
      rules: () => setOf(rule),
      machines: () => machines,
      areas: () => areaTree([HALL, LINE]),
      calendar: () => ({ timezone: "UTC", shifts }),
      newest: (machine) => values.get(machine) ?? {},
      newId: () => `a${++id}`,
    },
    saved,
    open,
  );
  const hear = (machine: string, at: number, metrics: Record<string, number>) => {
    const known = values.get(machine) ?? {};
    values.set(machine, known);
    for (const [metric, value] of Object.entries(metrics)) known[metric] = { at, value };
  };
  return { ...judge, hear };
}

test("a sum over an area, and over the areas within it, is an alarm of the area", () => {
  const area = room(inHall("sum(power_kw) > 100"));
  for (const machine of ["a", "b", "c"]) area.hear(machine, START, { power_kw: 30 });
  expect(area.judge(START)).toEqual([]);
  area.hear("c", START + SECOND, { power_kw: 50 });
  expect(area.judge(START + SECOND)).toMatchObject([
    {
      key: "rule:r1",
      finding: { kind: "opened", alarm: { machine_id: null, machine_name: "Hall 1", metric: "power_kw" } },
    },
  ]);
  area.hear("c", START + 2 * SECOND, { power_kw: 1 });
  expect(area.judge(START + 2 * SECOND)).toMatchObject([{ finding: { kind: "cleared" } }]);
});

test("a machine that has fallen silent makes a sum no data, one without the metric is none of it", () => {
  const area = room(inHall("sum(power_kw) > 50"));
  area.hear("a", START, { power_kw: 60 });
  area.hear("b", START, { temp_c: 3 });
  expect(area.judge(START)).toHaveLength(1);
  area.hear("b", START + 60 * SECOND, { power_kw: 0 });
  // The sum of those that are left would clear it.
  expect(area.judge(START + 61 * SECOND)).toEqual([]);
  area.hear("a", START + 62 * SECOND, { power_kw: 10 });
  expect(area.judge(START + 62 * SECOND)).toMatchObject([{ finding: { kind: "cleared" } }]);
});

test("any, all and count ask each machine; one that is true is enough for any", () => {
  const signs = (text: string) => {
    const area = room(inHall(text));
    area.hear("a", START, { temp_c: 90 });
    area.hear("b", START - 600 * SECOND, { temp_c: 20 });
    return area.judge(START).length;
  };
  expect(signs("any(temp_c > 80)")).toBe(1);
  expect(signs("all(temp_c > 80)")).toBe(0);
  expect(signs("count(temp_c > 80) >= 1")).toBe(0); // no data: the other may be one
  expect(signs("max(temp_c) > 80")).toBe(0);
});

test("what it has held for is saved: a restart goes on, and resolving by hand judges anew", () => {
  const first = room(inHall("sum(power_kw) > 50", { for_seconds: 10 }));
  first.hear("a", START, { power_kw: 60 });
  first.judge(START);
  first.hear("a", START + 6 * SECOND, { power_kw: 60 });
  first.judge(START + 6 * SECOND);
  const saved = new Map(
    Object.entries(JSON.parse(JSON.stringify(Object.fromEntries(first.snapshot()))) as object),
  );
  const second = room(inHall("sum(power_kw) > 50", { for_seconds: 10 }), saved);
  second.hear("a", START + 10 * SECOND, { power_kw: 60 });
  const [opened] = second.judge(START + 10 * SECOND);
  expect(opened?.finding.kind).toBe("opened");
  expect(second.drop("a1")).toBe("rule:r1");
  expect(second.judge(START + 11 * SECOND)).toEqual([]);
});

test("after a restart an open alarm goes on, with its state and without it; one that was resolved is over", () => {
  const rule = inHall("sum(power_kw) > 50");
  const first = room(rule);
  first.hear("a", START, { power_kw: 60 });
  const [opened] = first.judge(START);
  const alarms = opened?.finding.kind === "opened" ? [opened.finding.alarm] : [];
  const saved = first.snapshot();
  for (const states of [saved, new Map<string, unknown>()]) {
    const second = room(rule, states, alarms);
    second.hear("a", START + SECOND, { power_kw: 60 });
    expect(second.judge(START + SECOND)).toEqual([]);
    second.hear("a", START + 2 * SECOND, { power_kw: 10 });
    expect(second.judge(START + 2 * SECOND)).toMatchObject([
      { finding: { kind: "cleared", anomaly_id: "a1" } },
    ]);
  }
  const third = room(rule, saved);
  third.hear("a", START + SECOND, { power_kw: 60 });
  expect(third.judge(START + SECOND)).toMatchObject([{ finding: { kind: "opened" } }]);
});
