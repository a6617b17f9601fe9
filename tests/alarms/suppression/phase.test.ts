import { expect, test } from "bun:test";
import { dueStep, lifted } from "../../../src/alarms/suppression/phase";
import { createWithheld } from "../../../src/alarms/suppression/withheld";
import { alarm } from "../../support/builders";
import { at, everySunday, suppression } from "./sample";

const SUNDAY = { from: at("2026-01-11T01:00Z"), to: at("2026-01-11T03:00Z") };

test("each step is due once, whenever it is looked", () => {
  const weekly = everySunday();
  expect(dueStep(weekly, SUNDAY.from - 1)).toBeUndefined();
  expect(dueStep(weekly, SUNDAY.from)).toEqual({ kind: "begin", span: SUNDAY });
  const begun = everySunday({ begun_at: SUNDAY.from });
  expect(dueStep(begun, SUNDAY.to - 1)).toBeUndefined();
  expect(dueStep(begun, SUNDAY.to)).toEqual({ kind: "end", isOver: false });
});

test("a restart inside finds it begun, or begins it; one after its end ends it", () => {
  const inside = SUNDAY.from + 1000;
  expect(dueStep(everySunday(), inside)).toEqual({ kind: "begin", span: SUNDAY });
  expect(dueStep(everySunday({ begun_at: SUNDAY.from }), inside)).toBeUndefined();
  expect(dueStep(everySunday({ begun_at: SUNDAY.from }), SUNDAY.to + 86_400_000)).toMatchObject({
    kind: "end",
  });
});

test("one that came and went while no server ran is over without having begun", () => {
  expect(dueStep(suppression({ begins_at: 10, until: 20 }), 30)).toEqual({ kind: "end", isOver: true });
});

const suppressed = { id: "s1", kind: "shelved", until: 20, by: "Ada" } as const;

test("an alarm that still is active at the end is new, whoever acknowledged it before", () => {
  for (const state of ["new", "acknowledged"] as const) {
    const before = alarm({ state, suppressed, acknowledged_by: "Bo", acknowledged_at: 5, opened_at: 15 });
    const { alarm: after, raised } = lifted(before, 10, 20);
    expect(after).toMatchObject({
      state: "new",
      acknowledged_by: null,
      acknowledged_at: null,
      updated_at: 20,
    });
    expect([raised, "suppressed" in after]).toEqual([true, false]);
  }
});

test("what opened and was over in it is resolved by nobody; what is from before waits as it did", () => {
  const over = lifted(alarm({ state: "cleared", suppressed, opened_at: 15, cleared_at: 17 }), 10, 20);
  expect(over).toMatchObject({ alarm: { state: "resolved", resolved_at: 20 }, raised: false });
  expect(over.alarm.resolved_by).toBeUndefined();
  const earlier = lifted(alarm({ state: "cleared", suppressed, opened_at: 5, cleared_at: 17 }), 10, 20);
  expect(earlier).toMatchObject({ alarm: { state: "cleared", resolved_at: null }, raised: false });
});

test("readings are not learned while their machine or metric is suppressed, and learned again afterwards", () => {
  const of = (change: Parameters<typeof suppression>[0]) =>
    createWithheld([
      { suppression: suppression({ begins_at: 10, until: 20, ...change }), machineIds: ["c1"] },
    ]);
  const learned = (held: ReturnType<typeof of>, id = "c1") =>
    [9, 10, 19, 20].map((now) => held.isLearned(id, { power_kw: 1 }, now));
  expect(learned(of({}))).toEqual([true, false, false, true]);
  expect(learned(of({}), "c2")).toEqual([true, true, true, true]);
  expect(learned(of({ metric: "power_kw" }))).toEqual([true, false, false, true]);
  expect(learned(of({ metric: "vibration" }))).toEqual([true, true, true, true]);
  expect(learned(of({ kind: "shelved", anomaly_type: "silence" }))).toEqual([true, true, true, true]);
});

test("late readings are of the time that they tell of: looking back and forth gives the same", () => {
  const held = createWithheld([{ suppression: everySunday(), machineIds: ["c1"] }]);
  const isLearned = (now: number) => held.isLearned("c1", { power_kw: 1 }, now);
  const times = [
    SUNDAY.from - 1,
    SUNDAY.from,
    SUNDAY.to,
    SUNDAY.from - 1,
    SUNDAY.to - 1,
    SUNDAY.to + 604_800_000,
  ];
  expect(times.map(isLearned)).toEqual([true, false, true, true, false, true]);
});

test("a machine out of service or in maintenance is not missed; one with a shelved alarm is", () => {
  const isMissed = (kind: "shelved" | "out_of_service" | "maintenance", metric: string | null) =>
    createWithheld([{ suppression: suppression({ kind, metric }), machineIds: ["c1"] }]).isMissed(
      "c1",
      null,
      1,
    );
  expect([
    isMissed("maintenance", null),
    isMissed("out_of_service", null),
    isMissed("shelved", null),
  ]).toEqual([false, false, true]);
  // One metric out of service: the machine itself is missed.
  expect(isMissed("out_of_service", "power_kw")).toBe(true);
});
