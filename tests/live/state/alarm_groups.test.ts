import { expect, test } from "bun:test";
import { createAlarmGroups } from "../../../src/live/state/alarm_groups";
import { alarm } from "../../support/builders";

const cause = alarm({ id: "cause" });
const follower = (id: string, change = {}) => alarm({ id, follows_id: "cause", ...change });

test("open followers are counted until they or their first-out are over", () => {
  const groups = createAlarmGroups();
  for (const each of [cause, follower("a"), follower("b"), follower("c")]) groups.put(each);
  expect([groups.consequences(cause), groups.firstOf(follower("a"))?.id]).toEqual([3, "cause"]);
  groups.put(follower("a", { state: "cleared" }));
  expect(groups.consequences(cause)).toBe(3);
  groups.put(follower("a", { state: "resolved" }));
  expect(groups.consequences(cause)).toBe(2);
  groups.put(follower("b", { follows_id: "other" }));
  expect(groups.consequences(cause)).toBe(1);
});

test("a first-out that is suppressed hides nothing that is not", () => {
  const groups = createAlarmGroups();
  const suppressed = { id: "s", kind: "shelved", until: null, by: "Ada" } as const;
  for (const each of [cause, follower("a")]) groups.put(each);
  groups.put({ ...cause, suppressed });
  expect(groups.consequences({ ...cause, suppressed })).toBe(0);
  expect(groups.firstOf(follower("a"))).toBeUndefined();
});

test.each(["cleared", "resolved"] as const)(
  "once the first-out is %s its followers stand by themselves",
  (state) => {
    const groups = createAlarmGroups();
    for (const each of [follower("a"), cause]) groups.put(each);
    expect(groups.consequences(cause)).toBe(1);
    groups.put({ ...cause, state });
    expect([groups.consequences({ ...cause, state }), groups.firstOf(follower("a"))]).toEqual([0, undefined]);
  },
);
