import { expect, test } from "bun:test";
import type { Suppressed } from "../../../../src/domain/alarm/suppressed";
import { AlarmRow } from "../../../../views/shared/alarm/alarm_row";
import { SuppressedCount } from "../../../../views/shared/alarm/suppressed";
import { alarm, HOSTILE, NOW, parse, ZONE } from "../../../support/views";

const suppressed: Suppressed = { id: "s1", kind: "shelved", until: NOW + 3_600_000, by: "Ana" };
const draw = (change: Parameters<typeof alarm>[0]) =>
  parse(<AlarmRow alarm={alarm(change)} timezone={ZONE} />).querySelector("tr");

test("a suppressed row has a look of its own: crossed bell, until when and by whom", () => {
  const row = draw({ suppressed });
  expect(row?.getAttribute("data-state")).toBe("suppressed");
  expect(row?.getAttribute("data-severity")).toBe("critical");
  expect(row?.querySelector(".sign")?.getAttribute("aria-label")).toBe("Suppressed · Critical");
  expect(row?.querySelector(".state")?.textContent).toBe("Shelved until 11:00 by Ana");
});

test("one of another day names the day, and one by nobody no name", () => {
  const state = (change: Partial<Suppressed>) =>
    draw({ suppressed: { ...suppressed, ...change } })?.querySelector(".state")?.textContent;
  expect(state({ kind: "out_of_service", until: NOW + 30 * 86_400_000, by: null })).toBe(
    "Out of service until 23 Dec 10:00",
  );
  expect(state({ by: HOSTILE })).toContain(HOSTILE);
});

test("a resolved alarm looks resolved, though it was suppressed", () => {
  expect(draw({ state: "resolved", suppressed })?.getAttribute("data-state")).toBe("resolved");
});

test("an alarm is shelved by one tap in its opened row; a shelved one is given back there", () => {
  const values = (name: string, change = {}) =>
    [...(draw(change)?.querySelectorAll(`.why button[name=${name}]`) ?? [])].map((each) =>
      each.getAttribute("value"),
    );
  expect(values("shelve")).toEqual(["15m a1", "1h a1", "8h a1", "shift a1"]);
  expect(draw({})?.querySelector(".why button[form=suppress]")?.getAttribute("value")).toBe("a1");
  expect(values("shelve", { suppressed })).toEqual([]);
  expect(values("unshelve", { suppressed })).toEqual(["a1"]);
  expect(values("shelve", { state: "cleared" })).toEqual([]);
});

test("the count says so in words when there is none", () => {
  expect([0, 3].map((count) => parse(<SuppressedCount count={count} />).textContent)).toEqual([
    "None suppressed",
    "3 suppressed",
  ]);
});
