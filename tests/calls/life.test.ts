import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type CallEvent, nextCall } from "../../src/calls/life";
import { type Call, CALL_STATES, type CallState, isWaiting, type Step } from "../../src/domain/call/call";

const AT = 9_000;
const ADA: Step = { at: AT, by: "Ada", by_id: "p1" };
const at = (time: number, by = "Bob"): Step => ({ at: time, by, by_id: null });

const OPEN: Call = {
  ...{ id: "c1", type: "material", machine_id: "m1", area_id: null, state: "open" },
  ...{ opened: at(1_000), waiting_since: 1_000, accepted: null, arrived: null, ended: null },
  ...{ cause: null, note: null, steps: 1, updated_at: 1_000 },
};
const ACCEPTED: Call = { ...OPEN, state: "accepted", accepted: at(2_000), updated_at: 2_000 };
const ARRIVED: Call = { ...ACCEPTED, state: "arrived", arrived: at(3_000), updated_at: 3_000 };

/** A call in each state, as its events would have left it. */
const IN: Record<CallState, Call> = {
  open: OPEN,
  accepted: ACCEPTED,
  arrived: ARRIVED,
  resolved: { ...ARRIVED, state: "resolved", ended: at(4_000), cause: "missing", updated_at: 4_000 },
  cancelled: { ...OPEN, state: "cancelled", ended: at(4_000), updated_at: 4_000 },
};

const EVENTS: Record<string, CallEvent> = {
  accepted: { kind: "accepted" },
  arrived: { kind: "arrived" },
  resolved: { kind: "resolved", cause: "late", note: "two boxes" },
  cancelled: { kind: "cancelled", note: null },
  reopened: { kind: "reopened" },
  "handed on": { kind: "handed_on", type: "quality" },
  "handed on to its own type": { kind: "handed_on", type: "material" },
};

/** "–": nothing changes; "?": refused, and why. In the order of the states below. */
const TABLE: Record<keyof typeof EVENTS, readonly [string, string, string, string, string]> = {
  accepted: ["accepted", "–", "–", "over?", "over?"],
  arrived: ["arrived", "arrived", "–", "over?", "over?"],
  resolved: ["resolved", "resolved", "resolved", "–", "over?"],
  cancelled: ["cancelled", "cancelled", "arrived?", "over?", "–"],
  reopened: ["not_over?", "not_over?", "not_over?", "open", "open"],
  "handed on": ["open", "open", "open", "over?", "over?"],
  "handed on to its own type": ["same_type?", "same_type?", "same_type?", "over?", "over?"],
};

function outcome(before: Call, event: CallEvent): string {
  const { call, ...refused } = nextCall(before, event, ADA);
  if (!call) return `${"refused" in refused ? refused.refused : ""}?`;
  if (call === before) return "–";
  expect(call.updated_at).toBe(AT);
  return call.state;
}

describe("the life of a call", () => {
  for (const [name, cells] of Object.entries(TABLE))
    for (const [index, state] of CALL_STATES.entries())
      test(`${state} × ${name} is ${cells[index]}`, () =>
        expect(outcome(IN[state], EVENTS[name]!)).toBe(String(cells[index])));
});

const after = (before: Call, event: CallEvent) => nextCall(before, event, ADA).call;

test("each step has who and when, and whoever comes without a word has accepted it by coming", () => {
  expect(after(OPEN, EVENTS.accepted!)).toMatchObject({ accepted: ADA, arrived: null, opened: at(1_000) });
  expect(after(OPEN, EVENTS.arrived!)).toMatchObject({ accepted: ADA, arrived: ADA });
  expect(after(ACCEPTED, EVENTS.arrived!)).toMatchObject({ accepted: at(2_000), arrived: ADA });
  const resolved = { ended: ADA, cause: "late", note: "two boxes" };
  expect(after(ARRIVED, EVENTS.resolved!)).toMatchObject(resolved);
});

test("a call that is opened again or handed on waits anew, and was opened when it was", () => {
  const anew = {
    accepted: null,
    arrived: null,
    ended: null,
    cause: null,
    waiting_since: AT,
    opened: at(1_000),
  };
  expect(after(IN.resolved, EVENTS.reopened!)).toMatchObject(anew);
  expect(after(ARRIVED, EVENTS["handed on"]!)).toMatchObject({ ...anew, type: "quality" });
});

test("whatever is pressed in whatever order: nobody is named who did not act, and only an end ends a call", () => {
  const event = fc.constantFrom(...Object.values(EVENTS));
  const pressed = fc.array(fc.tuple(event, fc.constantFrom("Ada", "Bob", "Cy")), { maxLength: 30 });
  fc.assert(
    fc.property(pressed, (all) => {
      let call = OPEN as Call;
      const acted = new Set([OPEN.opened.by]);
      for (const [index, [event, by]] of all.entries()) {
        const before = call;
        call = nextCall(call, event, at(10_000 + index, by)).call ?? call;
        if (call !== before) acted.add(by);
        const isEnd = event.kind === "resolved" || event.kind === "cancelled";
        if (isWaiting(before) && !isWaiting(call)) expect(isEnd).toBe(true);
        expect(isWaiting(call)).toBe(call.ended === null);
        for (const step of [call.accepted, call.arrived, call.ended])
          if (step) expect(acted).toContain(step.by);
      }
    }),
  );
});
