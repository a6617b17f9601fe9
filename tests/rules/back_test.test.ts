import { expect, test } from "bun:test";
import { siteOf, usualSite } from "../../src/domain/site/settings";
import { type PastRow, replayRule } from "../../src/rules/back_test";
import { expression, press, rule, SECOND, START } from "./sample";

const calendar = { timezone: "UTC", shifts: siteOf(usualSite("UTC"), "UTC").shifts };
const other = { ...press, id: "m2", name: "Press-2" };
const rows = (values: readonly number[], id = press.id, step = SECOND): PastRow[] =>
  values.map((power_kw, place) => ({
    machine_id: id,
    at: START + place * step,
    mode: null,
    metrics: { power_kw },
  }));

test("a replay finds what live judging would have found, machine by machine", () => {
  const replay = replayRule({ rule: rule(), machines: [press, other], calendar });
  replay.observe(rows([40, 60, 60, 40, 60]), 0);
  replay.observe(rows([60, 40], other.id), 0);
  expect(replay.end()).toEqual({
    alarms: [
      { machine_id: "m1", from: START + SECOND, to: START + 3 * SECOND },
      { machine_id: "m1", from: START + 4 * SECOND, to: null },
      { machine_id: "m2", from: START, to: START + SECOND },
    ],
    judged: { m1: { values: 5, no_data: 0 }, m2: { values: 2, no_data: 0 } },
  });
});

test("minutes of roll-ups are no gaps, and missing values are counted", () => {
  const replay = replayRule({ rule: rule({ for_seconds: 120 }), machines: [press], calendar });
  replay.observe(rows([60, 60, 60, 40], press.id, 60 * SECOND), 60);
  expect(replay.end().alarms).toEqual([
    { machine_id: "m1", from: START + 120 * SECOND, to: START + 180 * SECOND },
  ]);
  const missing = replayRule({ rule: expression("power_kw > 1 && temp_c > 1"), machines: [press], calendar });
  missing.observe(rows([60, 60]), 0);
  expect(missing.end()).toEqual({ alarms: [], judged: { m1: { values: 2, no_data: 2 } } });
});

test("a rule about an area is replayed over its machines together", () => {
  const scope = { kind: "area", id: "hall" };
  const replay = replayRule({
    rule: expression("sum(power_kw) > 100", { scope }),
    machines: [press, other],
    calendar,
  });
  const both = [...rows([40, 60, 40], press.id, 60 * SECOND), ...rows([45, 45, 45], other.id, 60 * SECOND)];
  replay.observe(
    both.sort((a, b) => a.at - b.at),
    60,
  );
  expect(replay.end().alarms).toEqual([
    { machine_id: null, from: START + 60 * SECOND, to: START + 120 * SECOND },
  ]);
});
