import { expect, test } from "bun:test";
import { asksIfNormal } from "../../../src/domain/alarm/still_so";
import { isOpen, SEVERITIES, worse } from "../../../src/domain/alarm/alarm";
import { acknowledgement } from "../../../src/domain/alarm/answer";

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
