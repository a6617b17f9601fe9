import { expect, test } from "bun:test";
import fc from "fast-check";
import { type LifeEvent, next } from "../../src/alarms/life";
import { type Act, type ActKind, answeredOf } from "../../src/alarms/undo";
import type { Worsened } from "../../src/alarms/worsening";
import { type Alarm, isOpen, SEVERITIES } from "../../src/domain/alarm/alarm";
import { HOUR_MS, SECOND_MS } from "../../src/domain/time_units";
import { alarm, worsened } from "../support/builders";

const PEOPLE = ["Ada", "Bob", "Cy"] as const;
const HOLDS = { critical: HOUR_MS, warning: 24 * HOUR_MS, normal: 24 * HOUR_MS };

const person = fc.constantFrom(...PEOPLE);
const found = fc.record({
  severity: fc.constantFrom(...SEVERITIES),
  metric: fc.constantFrom("power_kw", "flow"),
  score: fc.integer({ min: 1, max: 20 }),
  joined: fc.constantFrom(true, undefined),
});
const step = fc.record({
  afterMs: fc.oneof(
    fc.integer({ min: 1, max: 15 * SECOND_MS }),
    fc.integer({ min: HOUR_MS, max: 30 * HOUR_MS }),
  ),
  who: person,
  /** Whoever takes something back is who did it. */
  isSame: fc.boolean(),
  does: fc.oneof(
    fc.record({ kind: fc.constant("worsened" as const), found }),
    fc.record({ kind: fc.constantFrom("acknowledged", "resolved", "false_alarm", "assigned") }),
    fc.record({ kind: fc.constantFrom("cleared", "expired", "retired", "raised") }),
    fc.record({ kind: fc.constant("undone" as const) }),
  ),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const ACTS: readonly string[] = ["acknowledged", "resolved", "false_alarm", "assigned"] satisfies ActKind[];

const whoseOf = ({ isSame, who }: Step, act: Act | undefined) => (isSame && act ? act.whose : who);

function eventOf({ who, does, ...step }: Step, act: Act | undefined): LifeEvent {
  const answer = { by: who };
  switch (does.kind) {
    case "worsened":
      return { kind: "worsened", found: worsened("a1", does.found) as Worsened };
    case "acknowledged":
      return { kind: "acknowledged", answer, holds: HOLDS };
    case "assigned":
      return { kind: "assigned", to: { name: who } };
    case "undone":
      return { kind: "undone", act, whose: whoseOf({ who, does, ...step }, act) };
    default:
      return { kind: does.kind, answer };
  }
}

/** The state that an alarm has, and what the store remembers beside it: it is read anew at each step, as after a restart. */
type Kept = { alarm: Alarm; act: Act | undefined };

function take(kept: Kept, each: Step, now: number): Kept {
  const event = eventOf(each, kept.act);
  const after = next(kept.alarm, event, now).alarm;
  if (!after || after === kept.alarm) return kept;
  const isAct = ACTS.includes(event.kind);
  const act = { kind: event.kind as ActKind, at: now, whose: each.who, before: answeredOf(kept.alarm) };
  const isOfPerson = isAct || event.kind === "undone" || event.kind === "raised";
  return { alarm: after, act: isAct ? act : isOfPerson ? undefined : kept.act };
}

function walk(steps: readonly Step[], start: Alarm, look: (before: Kept, after: Kept, each: Step) => void) {
  let now = start.updated_at;
  let kept: Kept = { alarm: start, act: undefined };
  for (const each of steps) {
    now += each.afterMs;
    const after = JSON.parse(JSON.stringify(take(kept, each, now))) as Kept;
    look(kept, after, each);
    kept = after;
  }
}

const START = [alarm({ severity: "warning" }), alarm({ severity: "warning", state: "finding" })];
const walks = fc.array(step, { maxLength: 40, size: "max" });

test("no sequence closes an alarm without a good value or a person", () => {
  let closed = 0;
  fc.assert(
    fc.property(walks, fc.constantFrom(...START), (steps, start) =>
      walk(steps, start, ({ alarm: before }, { alarm: after }, { does }) => {
        if (before.state === "resolved" || after.state !== "resolved") return;
        closed += 1;
        expect(["cleared", "acknowledged", "resolved", "false_alarm", "retired"]).toContain(does.kind);
        // A good value ends only what somebody has seen.
        if (does.kind === "cleared") expect(before.state).toBe("acknowledged");
      }),
    ),
    { numRuns: 500 },
  );
  expect(closed).toBeGreaterThan(100); // the guard: they do close
});

test("no sequence loses one: it is open until then, never graver nor milder by an answer", () => {
  fc.assert(
    fc.property(walks, fc.constantFrom(...START), (steps, start) =>
      walk(steps, start, ({ alarm: before }, { alarm: after }, { does }) => {
        const [was, is] = [before, after].map(({ severity }) => SEVERITIES.indexOf(severity));
        expect(is).toBeGreaterThanOrEqual(was!);
        if (does.kind !== "worsened") expect(is).toBe(was);
        expect([after.id, after.opened_at]).toEqual([before.id, before.opened_at]);
        // An alarm becomes a finding only by taking back the answer to one.
        if (isOpen(before)) expect(after.state).not.toBe("finding");
        // What is over comes back by undo alone.
        if (before.state === "resolved" && after.state !== "resolved") expect(does.kind).toBe("undone");
      }),
    ),
    { numRuns: 500 },
  );
});

test("no sequence names a person who did not act, or keeps the name of one who took it back", () => {
  let undone = 0;
  fc.assert(
    fc.property(walks, fc.constantFrom(...START), (steps, start) => {
      const acted = { acknowledged: new Set<string>(), resolved: new Set<string>() };
      walk(steps, start, (before, { alarm: after }, each) => {
        const { who, does } = each;
        if (after === before.alarm || JSON.stringify(after) === JSON.stringify(before.alarm)) return;
        if (does.kind === "acknowledged") acted.acknowledged.add(who);
        if (["acknowledged", "resolved", "false_alarm", "retired"].includes(does.kind))
          acted.resolved.add(who);
        if (does.kind === "undone") {
          undone += 1;
          expect(before.act?.whose).toBe(whoseOf(each, before.act));
          const fields = [after.acknowledged_by, after.resolved_by ?? null];
          const then = [before.act?.before.acknowledged_by, before.act?.before.resolved_by ?? null];
          if (before.act?.kind !== "assigned") expect(fields).toEqual(then as typeof fields);
        }
        if (after.acknowledged_by !== null) expect([...acted.acknowledged]).toContain(after.acknowledged_by);
        if (after.resolved_by != null) expect([...acted.resolved]).toContain(after.resolved_by);
        if (after.state === "acknowledged") expect(after.acknowledged_by).not.toBeNull();
      });
    }),
    { numRuns: 1500 },
  );
  expect(undone).toBeGreaterThan(20); // the guard: some are taken back
});

test("no acknowledgement is for ever: past its time an alarm that still stands calls people anew", () => {
  fc.assert(
    fc.property(walks, (steps) =>
      walk(steps, START[0]!, (_, { alarm: after }) => {
        if (after.state !== "acknowledged") return expect(after.acknowledged_until ?? null).toBeNull();
        const until = after.acknowledged_until!;
        expect(next(after, { kind: "expired" }, until - 1).alarm).toBe(after);
        expect(next(after, { kind: "expired" }, until)).toMatchObject({
          alarm: { state: "new" },
          raised: true,
        });
      }),
    ),
    { numRuns: 300 },
  );
});
