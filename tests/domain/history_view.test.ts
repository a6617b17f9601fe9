import { expect, test } from "bun:test";
import { historyQuery, windowOf } from "../../src/domain/history_view";

const AT = Date.parse("2026-11-23T09:00:00Z");

test("an address names what differs from the usual, and no more", () => {
  const view = { at: AT, machineIds: [], span: "8h" } as const;
  expect(String(historyQuery(view))).toBe("at=2026-11-23T09%3A00%3A00Z");
  expect(
    String(historyQuery({ ...view, speed: 10, machineIds: ["a", "b"], span: "7d", theme: "dark" })),
  ).toBe("at=2026-11-23T09%3A00%3A00Z&speed=10&span=7d&machine=a&machine=b&theme=dark");
});

test("the timeline stands still about a moment until that has moved on by half of it", () => {
  const from = (minutes: number) =>
    new Date(windowOf({ at: AT + minutes * 60_000, span: "1h" }).from).toISOString().slice(11, 16);
  expect([0, 29, 30, 59].map(from)).toEqual(["08:45", "08:45", "09:15", "09:15"]);
});
