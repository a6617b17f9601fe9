import { describe, expect, test } from "bun:test";
import { asksIfNormal, isOpen, SEVERITIES, worse } from "../../../src/domain/alarm/alarm";
import {
  acknowledged,
  acknowledgement,
  calledFalse,
  cleared,
  NOTE_AT_MOST,
  resolved,
} from "../../../src/domain/alarm/life";
import { alarm } from "../../support/views";

const AT = 1_000;
const ADA = { by: "Ada" };

describe("acknowledging", () => {
  test("a new alarm is acknowledged, by whom and when", () => {
    expect(acknowledged(alarm(), ADA, AT)).toMatchObject({
      state: "acknowledged",
      acknowledged_by: "Ada",
      acknowledged_at: AT,
      updated_at: AT,
      resolved_at: null,
    });
    expect(acknowledged(alarm(), ADA, AT)).not.toHaveProperty("resolved_by");
  });

  test("a cleared alarm is resolved by the same person", () => {
    const answered = acknowledged(alarm({ state: "cleared", cleared_at: 500 }), ADA, AT);
    expect(answered).toMatchObject({
      state: "resolved",
      resolved_at: AT,
      resolved_by: "Ada",
      cleared_at: 500,
    });
  });
});

describe("clearing", () => {
  test("a new alarm waits for somebody, an acknowledged one is resolved by nobody", () => {
    expect(cleared(alarm(), AT)).toMatchObject({ state: "cleared", cleared_at: AT, resolved_at: null });
    const done = cleared(alarm({ state: "acknowledged", acknowledged_by: "Ada" }), AT);
    expect(done).toMatchObject({ state: "resolved", cleared_at: AT, resolved_at: AT });
    expect(done.resolved_by).toBeUndefined();
  });
});

describe("resolving by hand", () => {
  test("does not acknowledge, and needs no name", () => {
    expect(resolved(alarm(), ADA, AT)).toMatchObject({
      state: "resolved",
      resolved_at: AT,
      resolved_by: "Ada",
      acknowledged_by: null,
    });
    expect(resolved(alarm(), {}, AT)).not.toHaveProperty("resolved_by");
  });

  test("as a false alarm acknowledges nothing, and keeps the acknowledgement of before", () => {
    const first = calledFalse(alarm(), ADA, AT);
    expect(first).toMatchObject({
      state: "resolved",
      called_false: true,
      resolved_by: "Ada",
      resolved_at: AT,
    });
    expect(first).toMatchObject({ acknowledged_by: null, acknowledged_at: null });
    const later = calledFalse(alarm({ acknowledged_by: "Bob", acknowledged_at: 500 }), ADA, AT);
    expect(later).toMatchObject({ acknowledged_by: "Bob", acknowledged_at: 500, resolved_by: "Ada" });
  });
});

describe("notes", () => {
  const noted = (before: string | null, note?: string) =>
    acknowledged(alarm({ note: before }), { by: "Ada", note }, AT).note;

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

test("an alarm is open until it is resolved", () => {
  const states = ["new", "acknowledged", "cleared", "resolved"] as const;
  expect(states.map((state) => isOpen({ state }))).toEqual([true, true, true, false]);
});

test("an alarm of a detector asks whether it is normal now once it was reported after 8 h, and no other does", () => {
  const HOUR_MS = 3_600_000;
  const scores = { deviation_sd: null, peak_score: 1 };
  const old = { state: "new", origin: "live", detection_method: "mewma", opened_at: 0, ...scores } as const;
  const asks = (more: object) => asksIfNormal({ ...old, updated_at: 8 * HOUR_MS, ...more });
  expect(asks({})).toBe(true);
  expect(asks({ state: "acknowledged" })).toBe(true);
  expect(asks({ updated_at: 8 * HOUR_MS - 1 })).toBe(false);
  for (const no of [
    { state: "cleared" },
    { state: "resolved" },
    { origin: "manual" },
    { detection_method: "limit" },
  ])
    expect(asks(no)).toBe(false);
});

test("an alarm that a limit opened asks too, once a detector has part in it, whatever was reported last", () => {
  const old = { state: "new", origin: "live", opened_at: 0, updated_at: 9 * 3_600_000 } as const;
  const asks = (detection_method: string, deviation_sd: number | null, peak_score: number | null) =>
    asksIfNormal({ ...old, detection_method, deviation_sd, peak_score });
  for (const method of ["limit", "mode"]) {
    expect([asks(method, null, 1), asks(method, null, null)]).toEqual([false, false]);
    expect([asks(method, 4.2, 1), asks(method, null, 1.8)]).toEqual([true, true]);
  }
});

test("the worse of two severities is the same in either order", () => {
  for (const [low, a] of SEVERITIES.entries()) {
    for (const b of SEVERITIES.slice(low)) expect([worse(a, b), worse(b, a)]).toEqual([b, b]);
  }
});

test("an acknowledgement needs a name that is more than spaces", () => {
  const isAccepted = (body: object) => acknowledgement.safeParse(body).success;
  expect(isAccepted({ by: " Ada ", note: "" })).toBe(true);
  const refused = [{}, { by: "  " }, { by: "a".repeat(81) }, { by: "Ada", at: 1 }];
  expect(refused.map(isAccepted)).toEqual([false, false, false, false]);
});
