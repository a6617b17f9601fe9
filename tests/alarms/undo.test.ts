import { expect, test } from "bun:test";
import { type LifeEvent, next } from "../../src/alarms/life";
import { type Act, type ActKind, answeredOf, UNDO_WITHIN_MS } from "../../src/alarms/undo";
import type { Worsened } from "../../src/alarms/worsening";
import type { Alarm } from "../../src/domain/alarm/alarm";
import { HOUR_MS } from "../../src/domain/time_units";
import { alarm, worsened } from "../support/builders";

const AT = 50_000;
const HOLDS = { critical: HOUR_MS, warning: HOUR_MS, normal: HOUR_MS };
const ADA = { by: "Ada", by_id: "p1" };

const EVENT: Record<ActKind, LifeEvent> = {
  acknowledged: { kind: "acknowledged", answer: { ...ADA, note: "On my way" }, holds: HOLDS },
  resolved: { kind: "resolved", answer: { ...ADA, note: "Belt changed" } },
  false_alarm: { kind: "false_alarm", answer: ADA },
  assigned: { kind: "assigned", to: { name: "Cy", id: "p3" } },
};

/** An alarm after Ada's act, and what is remembered of it. */
function acted(kind: ActKind, before: Alarm): { alarm: Alarm; act: Act } {
  const act = { kind, at: AT, whose: "person:p1", before: answeredOf(before) };
  return { alarm: next(before, EVENT[kind], AT).alarm!, act };
}

const undo = (alarm: Alarm, act: Act, now = AT + 5_000, whose = "person:p1") =>
  next(alarm, { kind: "undone", act, whose }, now);

/** As it is stored: what is not known is null. */
const known = (alarm: Alarm | undefined) =>
  Object.fromEntries(Object.entries(alarm ?? {}).filter(([, value]) => value != null && value !== false));

const STANDING: Record<string, Alarm> = {
  new: alarm(),
  acknowledged: alarm({
    ...{ state: "acknowledged", acknowledged_at: 40_000, acknowledged_by: "Bob", acknowledged_by_id: "p2" },
    ...{ acknowledged_until: 90_000, note: "Oil is low", assigned_to: "Bob", assigned_to_id: "p2" },
  }),
  cleared: alarm({ state: "cleared", cleared_at: 45_000 }),
  finding: alarm({ state: "finding", origin: "detect" }),
};

for (const kind of Object.keys(EVENT) as ActKind[])
  for (const [state, before] of Object.entries(STANDING)) {
    if (kind === "acknowledged" && state === "acknowledged") continue;
    test(`${kind} of one that is ${state} leaves nothing behind when it is taken back`, () => {
      const { alarm, act } = acted(kind, before);
      expect(known(alarm)).not.toEqual(known({ ...before, updated_at: AT })); // the guard: something was done
      const { alarm: undone } = undo(alarm, act);
      expect(known(undone)).toEqual(known({ ...before, updated_at: AT + 5_000 }));
    });
  }

test("within 10 s, and by nobody else", () => {
  const { alarm: seen, act } = acted("acknowledged", alarm());
  expect(undo(seen, act, AT + UNDO_WITHIN_MS).alarm?.state).toBe("new");
  expect(undo(seen, act, AT + UNDO_WITHIN_MS + 1)).toEqual({ refused: "too_late" });
  for (const whose of ["person:p2", "name:Ada", "token:p1"])
    expect(undo(seen, act, AT, whose)).toEqual({ refused: "not_theirs" });
});

test("one that was acknowledged and is normal again meanwhile waits for somebody", () => {
  const { alarm: seen, act } = acted("acknowledged", alarm());
  const over = next(seen, { kind: "cleared" }, AT + 2_000).alarm!;
  expect(over.state).toBe("resolved"); // the guard: it was over
  expect(undo(over, act).alarm).toMatchObject({
    ...{ state: "cleared", cleared_at: AT + 2_000, resolved_at: null, acknowledged_by: null },
  });
});

test("what has got worse meanwhile stays so", () => {
  const { alarm: seen, act } = acted("acknowledged", alarm());
  const found = worsened("a1", { score: 12, value: 80 }) as Worsened;
  const grown = next(seen, { kind: "worsened", found }, AT + 1_000).alarm!;
  expect(undo(grown, act).alarm).toMatchObject({ state: "new", value: 80, acknowledged_by: null });
});

test("what somebody else, or the machine, has done since is not taken back", () => {
  const { alarm: seen, act } = acted("acknowledged", alarm());
  const joined = worsened("a1", { joined: true }) as Worsened;
  const since: LifeEvent[] = [
    { kind: "worsened", found: joined },
    { kind: "resolved", answer: { by: "Bob" } },
    { kind: "retired", answer: { by: "Bob" } },
  ];
  for (const event of since)
    expect(undo(next(seen, event, AT + 1_000).alarm!, act)).toEqual({ refused: "changed_since" });
});
