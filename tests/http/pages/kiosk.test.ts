import { expect, test } from "bun:test";
import { kioskOf } from "../../../src/http/pages/kiosk";

test("a kiosk shows board and alarms in turn, half a minute each, when nobody says otherwise", () => {
  expect(kioskOf({})).toEqual({ name: undefined, pages: ["board", "anomalies"], everyMs: 30_000 });
});

test("pages are named once each, by the word on the page or in its address", () => {
  expect(kioskOf({ pages: "alarms, board,anomalies", every: "2m", name: " Line-2 " })).toEqual({
    name: "Line-2",
    pages: ["anomalies", "board"],
    everyMs: 120_000,
  });
});

test.each([
  [{ pages: "board,menu" }, '"menu"'],
  [{ pages: "" }, '""'],
  [{ every: "4s" }, "every=4s"],
  [{ every: "61m" }, "every=61m"],
  [{ every: "1h" }, "every=1h"],
])("%p is refused with what was asked and what would be right", (query, named) => {
  expect(kioskOf(query as Record<string, string>)).toContain(named);
});
