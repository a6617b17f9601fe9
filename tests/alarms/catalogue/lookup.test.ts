import { expect, test } from "bun:test";
import { guidanceLookup, nearestFirst } from "../../../src/alarms/catalogue/lookup";
import type { GuidanceEntry, GuidanceScope } from "../../../src/domain/alarm/guidance";

const LIMIT = { machine_id: "p1", metric: "power_kw" };
/** The nearest first. */
const SCOPES: GuidanceScope[] = [
  LIMIT,
  { machine_id: "p1" },
  { rule: "r1" },
  { machine_type: "pump", metric: "power_kw" },
  { metric: "power_kw" },
  { machine_type: "pump" },
];
const written = (scopes: readonly GuidanceScope[]): GuidanceEntry[] =>
  scopes.map((scope) => ({ scope, guidance: { action: JSON.stringify(scope) } }));
const typeOf = (id: string) => (id === "p1" ? "pump" : undefined);
const ALARM = { ...LIMIT, rule: "r1" };

test.each(SCOPES.map((scope, place) => [JSON.stringify(scope), place] as const))(
  "%s wins over all that is farther, and over nothing nearer",
  (_, place) => {
    const find = guidanceLookup(written(SCOPES.slice(place).toReversed()), typeOf);
    expect(find(ALARM)?.scope).toEqual(SCOPES[place]);
    expect(guidanceLookup(written(SCOPES), typeOf)(ALARM)?.scope).toEqual(LIMIT);
  },
);

test("the scopes of an alarm are tried in that order", () =>
  expect(nearestFirst({ ...ALARM, machine_type: "pump" })).toEqual(SCOPES));

test("guidance for another machine, metric, rule or type is never shown", () => {
  const others: GuidanceScope[] = [
    { machine_id: "p2" },
    { machine_id: "p2", metric: "power_kw" },
    { machine_id: "p1", metric: "flow" },
    { metric: "flow" },
    { rule: "r2" },
    { machine_type: "boiler" },
    { machine_type: "boiler", metric: "power_kw" },
    { machine_type: "pump", metric: "flow" },
  ];
  expect(guidanceLookup(written(others), typeOf)(ALARM)).toBeUndefined();
});

test("an alarm of a machine that nobody knows goes by the type that it came with; one of nothing has none", () => {
  const find = guidanceLookup(written(SCOPES), typeOf);
  expect(find({ machine_id: "x", machine_type: "pump", metric: null })?.scope).toEqual({
    machine_type: "pump",
  });
  expect(find({ machine_id: null, machine_type: "lathe", metric: null })).toBeUndefined();
  expect(find({})).toBeUndefined();
});

test("a machine's type now counts, not the one that the alarm came with", () =>
  expect(
    guidanceLookup(written([{ machine_type: "pump" }]), typeOf)({ ...LIMIT, machine_type: "boiler" }),
  ).toBeDefined());
