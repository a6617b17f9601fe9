import { expect, test } from "bun:test";
import {
  alarmFilter,
  alarmQueryOf,
  parseAlarmFilter,
  inPlantTime,
} from "../../../../src/http/pages/anomalies/alarm_filter";

const BERLIN = "Europe/Berlin";
const NOW = Date.parse("2026-11-23T12:00:00Z");
const asked = (query: Record<string, string>) => alarmQueryOf(alarmFilter.parse(query), BERLIN, NOW);
const at = (time: string) => Date.parse(time);

test("moments are plant time, summer or winter", () => {
  expect(asked({ from: "2026-07-01T08:00", to: "2026-11-23T08:00:30" })).toMatchObject({
    from: at("2026-07-01T06:00:00Z"),
    to: at("2026-11-23T07:00:30Z"),
  });
});

test("a span reaches back from now, unless a moment is named", () => {
  expect(asked({ last: "8h" })).toMatchObject({ from: at("2026-11-23T04:00:00Z"), to: undefined });
  expect(asked({ last: "8h", from: "2026-11-20T08:00" }).from).toBe(at("2026-11-20T07:00:00Z"));
  expect(asked({ last: "8h", to: "2026-11-20T08:00" }).from).toBeUndefined();
});

test("an empty field, or a mistyped one in an address, narrows nothing", () => {
  const nothing = {
    machineIds: undefined,
    severity: undefined,
    states: undefined,
    from: undefined,
    to: undefined,
  };
  expect(asked({ machine: "", severity: "", state: "", from: "", to: "", last: "" })).toEqual(nothing);
  expect(
    asked({ severity: "loud", state: "lost", from: "2026-02-31T10:00", to: "soon", last: "1y" }),
  ).toEqual(nothing);
});

test("a machine of an area is asked for alone, one that stands elsewhere is none, and no word is left out", () => {
  const inArea = ["a", "b", "area hall"];
  const ids = (filter: object) => alarmQueryOf(filter, BERLIN, NOW, inArea).machineIds;
  expect(ids({ area: "hall" })).toEqual(inArea);
  expect(ids({ area: "hall", machine: "b" })).toEqual(["b"]);
  expect(ids({ area: "hall", machine: "c" })).toEqual(["area hall"]);
  const long = "x".repeat(1000);
  expect(alarmFilter.parse({ machine: long, area: long })).toMatchObject({ machine: long, area: long });
  expect(alarmFilter.parse({ area: ["hall", "yard"] })).toMatchObject({ area: "hall" });
});

test("a moment may name its zone, and is then shown as the plant's clock shows it", () => {
  const query = { from: "2026-01-01T00:00:00Z", to: "2026-01-01T10:00:00.5+09:00" };
  expect(asked(query)).toMatchObject({ from: at(query.from), to: at(query.to) });
  expect(inPlantTime(alarmFilter.parse(query), BERLIN)).toMatchObject({
    from: "2026-01-01T01:00:00",
    to: "2026-01-01T02:00:00.5",
  });
});

test("a moment that no clock has is none", () => {
  expect(asked({ from: `2026-01-01T00:00:00.${"1".repeat(30)}` }).from).toBeUndefined();
});

test("a filter of alarms to answer must be readable in every part: the first that is not is named", () => {
  expect(parseAlarmFilter("?severity=warning&from=2026-01-01T00:00")).toMatchObject({
    filter: { severity: "warning", from: "2026-01-01T00:00" },
  });
  expect(parseAlarmFilter("")).toHaveProperty("filter");
  for (const unread of ["severity=loud", "severty=warning", "from=soon", "machine=a\0", "last=1y"])
    expect(parseAlarmFilter(`?state=new&${unread.replace("\0", "%00")}`)).toEqual({ unread });
  expect(parseAlarmFilter("?machine=a&machine=b")).toEqual({ unread: "machine=a" });
});
