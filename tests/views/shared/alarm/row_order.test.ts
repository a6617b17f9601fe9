import { expect, test } from "bun:test";
import type { ShownAlarm } from "../../../../src/live/state/shown_alarm";
import { insertSorted } from "../../../../static/page/sorted_rows";
import { inRowOrder, rankOf, rowKey } from "../../../../views/shared/alarm/row_order";
import { alarm, NOW } from "../../../support/views";
import { openPage } from "../../../static/open_page";

const shown = (id: string, second: number, change: Partial<ShownAlarm> = {}): ShownAlarm => ({
  ...alarm({ id, opened_at: NOW + second * 1000 }),
  priority: 2,
  ...change,
});
const cause = shown("cause", 10, { consequences: 2, priority: 3 });
const ALARMS = [
  shown("newest", 40),
  shown("late", 30, { first: cause }),
  shown("early", 20, { first: cause }),
  cause,
  shown("alike", 10),
  shown("old", 0, { priority: 1 }),
  shown("over", 50, { state: "resolved", priority: 1 }),
];
const ids = (alarms: readonly ShownAlarm[]) => alarms.map(({ id }) => id);

test("newest first, and consequences below their first-out", () => {
  expect(ids(inRowOrder(ALARMS))).toEqual(["over", "newest", "cause", "late", "early", "alike", "old"]);
});

test("on a wall the worst first, those that are over last", () => {
  expect(ids(inRowOrder(ALARMS, true))).toEqual(["old", "newest", "alike", "cause", "late", "early", "over"]);
});

test("on a wall what calls nobody stands after what does, however bad it is", () => {
  const suppressed = { id: "s1", kind: "shelved", until: NOW, by: "Ada" } as const;
  const quiet = shown("quiet", 60, { priority: 1, suppressed });
  const mild = shown("mild", 0, { priority: 4 });
  expect(ids(inRowOrder([quiet, mild], true))).toEqual(["mild", "quiet"]);
  expect(ids(inRowOrder([mild, quiet]))).toEqual(["quiet", "mild"]);
});

test("the alarm that a flood began with is on top, what follows it below it", () => {
  const first = { ...cause, isFirstOfFlood: true } as const;
  const flooded = ALARMS.map((each) =>
    each.id === "cause" ? first : each.first ? { ...each, first } : each,
  );
  for (const worstFirst of [false, true])
    expect(ids(inRowOrder(flooded, worstFirst)).slice(0, 3)).toEqual(["cause", "late", "early"]);
});

test.each([false, true])(
  "the page script has the same order, in whatever order they come (%p)",
  (worstFirst) => {
    const { document } = openPage("<div id=rows></div>");
    const rows = document.querySelector("#rows")!;
    for (const each of ALARMS.toReversed()) {
      const row = document.createElement("p");
      row.id = each.id;
      row.dataset.key = rowKey(each, worstFirst);
      insertSorted(rows, [row], "desc");
    }
    expect([...rows.children].map(({ id }) => id)).toEqual(ids(inRowOrder(ALARMS, worstFirst)));
  },
);

test("with no room for all a first-out stays, and what follows it goes", () => {
  expect([rankOf(cause), rankOf(shown("a", 0)), rankOf(shown("b", 0, { first: cause }))]).toEqual([
    -1,
    undefined,
    2,
  ]);
  expect(rankOf(shown("c", 0, { isFirstOfFlood: true }))).toBe(-1);
});
