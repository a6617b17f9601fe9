import { describe, expect, test } from "bun:test";
import { type LifeEvent, next } from "../../src/alarms/life";
import { type Act, answeredOf } from "../../src/alarms/undo";
import type { Worsened } from "../../src/alarms/worsening";
import { type Alarm, ALARM_STATES, type AlarmState } from "../../src/domain/alarm/alarm";
import { type Assignee, NOTE_AT_MOST } from "../../src/domain/alarm/answer";
import { HOUR_MS } from "../../src/domain/time_units";
import { alarm, worsened } from "../support/builders";

const AT = 1_000;
const ADA = { by: "Ada" };
const HOLDS = { critical: 4 * HOUR_MS, warning: 24 * HOUR_MS, normal: 24 * HOUR_MS };

/** A finding about the same metric, no graver than anybody has seen. */
const same = { severity: "warning", metric: "power_kw", score: 1 } as const;
const worse = (change: Parameters<typeof worsened>[1]): LifeEvent => ({
  kind: "worsened",
  found: worsened("a1", change) as Worsened,
});

/** An alarm in each state, as its events would have left it: a warning, its peak score 12.4. */
const IN: Record<AlarmState, Alarm> = {
  new: alarm({ severity: "warning", updated_at: 900 }),
  acknowledged: alarm({
    ...{ severity: "warning", state: "acknowledged", updated_at: 900 },
    ...{ acknowledged_at: 900, acknowledged_by: "Bob", acknowledged_until: AT },
  }),
  cleared: alarm({ severity: "warning", state: "cleared", updated_at: 900, cleared_at: 900 }),
  resolved: alarm({
    ...{ severity: "warning", state: "resolved", updated_at: 900, resolved_at: 900, resolved_by: "Bob" },
  }),
  finding: alarm({ severity: "warning", state: "finding", updated_at: 900 }),
};

/** Bob's last act, by which each of these came into its state. */
const ACT: Record<AlarmState, Act | undefined> = {
  new: undefined,
  acknowledged: { kind: "acknowledged", at: 900, whose: "name:Bob", before: answeredOf(IN.new) },
  cleared: undefined,
  resolved: { kind: "resolved", at: 900, whose: "name:Bob", before: answeredOf(IN.cleared) },
  finding: undefined,
};

const EVENTS: Record<string, (state: AlarmState) => LifeEvent> = {
  "worse, but seen": () => worse(same),
  "graver than seen": () => worse({ severity: "critical" }),
  cleared: () => ({ kind: "cleared" }),
  acknowledged: () => ({ kind: "acknowledged", answer: ADA, holds: HOLDS }),
  resolved: () => ({ kind: "resolved", answer: ADA }),
  "false alarm": () => ({ kind: "false_alarm", answer: ADA }),
  retired: () => ({ kind: "retired", answer: ADA }),
  raised: () => ({ kind: "raised" }),
  assigned: () => ({ kind: "assigned", to: { name: "Cy" } }),
  expired: () => ({ kind: "expired" }),
  "undone by Bob": (state) => ({ kind: "undone", act: ACT[state], whose: "name:Bob" }),
  "undone by Ada": (state) => ({ kind: "undone", act: ACT[state], whose: "name:Ada" }),
};

/** "–": nothing changes; "!": it calls people anew; "?": refused, and why. In the order of the states below. */
const TABLE: Record<keyof typeof EVENTS, readonly [string, string, string, string, string]> = {
  "worse, but seen": ["new", "acknowledged", "–", "–", "–"],
  "graver than seen": ["new!", "new!", "–", "–", "–"],
  cleared: ["cleared", "resolved", "–", "–", "–"],
  acknowledged: ["acknowledged", "–", "resolved", "resolved?", "resolved"],
  resolved: ["resolved", "resolved", "resolved", "resolved?", "resolved"],
  "false alarm": ["resolved", "resolved", "resolved", "resolved?", "resolved"],
  retired: ["resolved", "resolved", "resolved", "–", "resolved"],
  raised: ["no_finding?", "no_finding?", "no_finding?", "resolved?", "new!"],
  assigned: ["new", "acknowledged", "cleared", "resolved?", "finding"],
  expired: ["–", "new!", "–", "–", "–"],
  "undone by Bob": ["nothing_to_undo?", "new", "nothing_to_undo?", "cleared", "nothing_to_undo?"],
  "undone by Ada": ["nothing_to_undo?", "not_theirs?", "nothing_to_undo?", "not_theirs?", "nothing_to_undo?"],
};
const STATES = ["new", "acknowledged", "cleared", "resolved", "finding"] as const satisfies AlarmState[];

function outcome(before: Alarm, event: LifeEvent): string {
  const after = next(before, event, AT);
  if (after.alarm === undefined) return `${after.refused}?`;
  if (after.alarm === before) return "–";
  expect(after.alarm.updated_at).toBe(AT);
  return after.alarm.state + (after.raised ? "!" : "");
}

describe("the life cycle", () => {
  test("the table below has every state", () => {
    expect([...STATES].toSorted()).toEqual([...ALARM_STATES].toSorted());
  });

  for (const [name, cells] of Object.entries(TABLE))
    for (const [index, state] of STATES.entries())
      test(`${state} × ${name} is ${cells[index]}`, () =>
        expect(outcome(IN[state], EVENTS[name]!(state))).toBe(String(cells[index])));
});

const acknowledged = (before: Alarm, answer: object = ADA) =>
  next(before, { kind: "acknowledged", answer: { by: "Ada", ...answer }, holds: HOLDS }, AT).alarm;
const cleared = (before: Alarm) => next(before, { kind: "cleared" }, AT).alarm;
const resolved = (before: Alarm, answer: object) => next(before, { kind: "resolved", answer }, AT).alarm;
const calledFalse = (before: Alarm) => next(before, { kind: "false_alarm", answer: ADA }, AT).alarm;

describe("acknowledging", () => {
  test("a new alarm is acknowledged, by whom and when", () => {
    expect(acknowledged(alarm())).toMatchObject({
      ...{ state: "acknowledged", acknowledged_by: "Ada", acknowledged_at: AT },
      ...{ updated_at: AT, resolved_at: null },
    });
    expect(acknowledged(alarm())).not.toHaveProperty("resolved_by");
  });

  test("it holds for four hours if critical, else for a day", () => {
    expect(acknowledged(alarm())?.acknowledged_until).toBe(AT + 4 * HOUR_MS);
    expect(acknowledged(alarm({ severity: "warning" }))?.acknowledged_until).toBe(AT + 24 * HOUR_MS);
    const endless = next(alarm(), { kind: "acknowledged", answer: ADA }, AT).alarm;
    expect(endless).not.toHaveProperty("acknowledged_until");
  });

  test("a cleared alarm is resolved by the same person", () => {
    const answered = acknowledged(alarm({ state: "cleared", cleared_at: 500 }));
    expect(answered).toMatchObject({
      ...{ state: "resolved", resolved_at: AT, resolved_by: "Ada", cleared_at: 500 },
    });
    expect(answered).not.toHaveProperty("acknowledged_until");
  });

  test("once it is out of time the row still says by whom it was, and the next one is named alone", () => {
    const seen = acknowledged(alarm({ severity: "warning" }), { by_id: "p1" })!;
    const expired = next(seen, { kind: "expired" }, AT + 24 * HOUR_MS);
    expect(expired).toMatchObject({
      raised: true,
      alarm: { state: "new", acknowledged_by: "Ada", acknowledged_at: AT, acknowledged_until: null },
    });
    expect(next(seen, { kind: "expired" }, AT + 24 * HOUR_MS - 1).alarm).toBe(seen);
    const again = acknowledged(expired.alarm!, { by: "Bob" });
    expect(again).toMatchObject({ acknowledged_by: "Bob", acknowledged_by_id: null });
  });

  test("one of before that has no time never runs out", () => {
    const old = alarm({ state: "acknowledged", acknowledged_at: 0, acknowledged_by: "Ada" });
    expect(next(old, { kind: "expired" }, Number.MAX_SAFE_INTEGER).alarm).toBe(old);
  });
});

describe("clearing", () => {
  test("a new alarm waits for somebody, an acknowledged one is resolved by nobody", () => {
    expect(cleared(alarm())).toMatchObject({ state: "cleared", cleared_at: AT, resolved_at: null });
    const done = cleared(alarm({ state: "acknowledged", acknowledged_by: "Ada" }));
    expect(done).toMatchObject({ state: "resolved", cleared_at: AT, resolved_at: AT });
    expect(done?.resolved_by).toBeUndefined();
  });
});

describe("resolving by hand", () => {
  test("does not acknowledge, and needs no name", () => {
    expect(resolved(alarm(), ADA)).toMatchObject({
      ...{ state: "resolved", resolved_at: AT, resolved_by: "Ada", acknowledged_by: null },
    });
    expect(resolved(alarm(), {})).not.toHaveProperty("resolved_by");
  });

  test("as a false alarm acknowledges nothing, and keeps the acknowledgement of before", () => {
    const first = calledFalse(alarm());
    expect(first).toMatchObject({
      state: "resolved",
      called_false: true,
      resolved_by: "Ada",
      resolved_at: AT,
    });
    expect(first).toMatchObject({ acknowledged_by: null, acknowledged_at: null });
    const later = calledFalse(alarm({ acknowledged_by: "Bob", acknowledged_at: 500 }));
    expect(later).toMatchObject({ acknowledged_by: "Bob", acknowledged_at: 500, resolved_by: "Ada" });
  });
});

describe("getting worse", () => {
  const after = (change: Parameters<typeof worsened>[1]) => next(IN.acknowledged, worse(change), AT);

  test("within what somebody has seen leaves the acknowledgement, and its time", () => {
    expect(after(same).alarm).toMatchObject({ acknowledged_by: "Bob", acknowledged_until: AT, score: 1 });
  });

  test("beyond it calls people anew, and nobody has acknowledged that", () => {
    const beyond = [
      { severity: "critical" },
      { ...same, joined: true },
      { ...same, metric: "flow", score: 99 },
    ] as const;
    for (const change of beyond)
      expect(after(change)).toMatchObject({
        raised: true,
        alarm: { state: "new", acknowledged_by: null, acknowledged_at: null, acknowledged_until: null },
      });
  });
});

describe("assigning", () => {
  test("names somebody and nobody any more, and the same again changes nothing", () => {
    const to = (before: Alarm, whom: Assignee | null) =>
      next(before, { kind: "assigned", to: whom }, AT).alarm!;
    const assigned = to(alarm(), { name: "Cy", id: "p3" });
    expect(assigned).toMatchObject({ state: "new", assigned_to: "Cy", assigned_to_id: "p3" });
    expect(to(assigned, { name: "Cy", id: "p3" })).toBe(assigned);
    expect(to(assigned, null)).toMatchObject({ assigned_to: null, assigned_to_id: null });
  });
});

describe("notes", () => {
  const noted = (before: string | null, note?: string) =>
    acknowledged(alarm({ note: before }), { note })?.note;

  test("a new note follows the earlier one; the same again, or none, changes nothing", () => {
    expect(noted("belt slips", "belt changed")).toBe("belt slips · belt changed");
    expect(noted(null, "belt changed")).toBe("belt changed");
    expect([noted("belt slips"), noted("belt slips", "belt slips")]).toEqual(["belt slips", "belt slips"]);
  });

  test("two notes that do not fit keep at least half each, and no half character", () => {
    const both = noted("a".repeat(NOTE_AT_MOST), "b".repeat(NOTE_AT_MOST)) ?? "";
    expect(both).toHaveLength(NOTE_AT_MOST);
    expect(both.split("b").length).toBeGreaterThan(NOTE_AT_MOST / 2 - 5);
    expect(both.split("a").length).toBeGreaterThan(NOTE_AT_MOST / 2 - 5);
    expect(noted("a".repeat(NOTE_AT_MOST), "b")).toBe(`${"a".repeat(NOTE_AT_MOST - 4)} · b`);
    expect(noted(`${"a".repeat(NOTE_AT_MOST - 5)}😀`, "b")?.isWellFormed()).toBe(true);
  });
});
