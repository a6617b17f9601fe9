import { afterEach, expect, test } from "bun:test";
import { labelOf } from "../../../src/domain/machine/labels";
import { clashOf } from "../../../src/domain/machine/metric_labels";
import {
  kindOf,
  machinesOf,
  metricSettingEntry,
  metricSettingsOf,
  NO_METRIC_SETTINGS,
  putInForce,
  rangeOf,
  type Scope,
  scopeOf,
  type ScopedSetting,
} from "../../../src/domain/machine/metric_settings";

const typeOf = (id: string) => (id.startsWith("p") ? "pump" : "boiler");
const entries: ScopedSetting[] = [
  { scope: "plant", metric: "m", setting: { label: "Flow", unit: "l/h", decimals: 1, high: 10 } },
  { scope: "type:pump", metric: "m", setting: { unit: "l/min", low: 0 } },
  { scope: "machine:p1", metric: "m", setting: { unit: "m³/h", kind: "counter" } },
];
const settings = metricSettingsOf(entries, typeOf);

afterEach(() => putInForce(NO_METRIC_SETTINGS));

test("of each field that of the machine comes first, then that of its type, then that of the plant", () => {
  expect(settings.of("p1", "m")).toEqual({
    ...{ label: "Flow", unit: "m³/h", decimals: 1, low: 0, high: 10 },
    kind: "counter",
  });
  expect(settings.of("p2", "m")).toMatchObject({ unit: "l/min", low: 0 });
  expect(settings.of("b1", "m")).toEqual(entries[0]!.setting);
  expect(settings.of(null, "m")).toEqual(entries[0]!.setting);
  expect(settings.of("p1", "other")).toEqual({});
});

test("range and kind are those that were set, or unknown", () => {
  expect(rangeOf(settings, "p1", "m")).toEqual({ low: 0, high: 10 });
  expect(rangeOf(settings, "b1", "m")).toEqual({ low: undefined, high: 10 });
  expect(rangeOf(settings, "p1", "constructor")).toBeUndefined();
  expect([kindOf(settings, "p1", "m"), kindOf(settings, "p2", "m")]).toEqual(["counter", undefined]);
});

test("a label in force names the metric on the machines that it was set for", () => {
  putInForce(
    metricSettingsOf([{ scope: "machine:p1", metric: "power_kw", setting: { label: "Drive" } }], typeOf),
  );
  expect([labelOf("power_kw", "p1"), labelOf("power_kw", "p2"), labelOf("power_kw")]).toEqual([
    "Drive",
    "Power",
    "Power",
  ]);
});

test("a scope is the plant, a type or a machine, and names it again", () => {
  for (const machines of [{}, { machine_type: "pump" }, { machine_id: "a:b\nc" }])
    expect(machinesOf(scopeOf(machines))).toEqual(machines);
  expect(machinesOf("nonsense" as Scope)).toEqual({});
});

test.each([
  [{}, "nothing set"],
  [{ low: 5, high: 5 }, "an empty range"],
  [{ unit: "x", machine_id: "a", machine_type: "pump" }, "two scopes"],
  [{ unit: "x", colour: "red" }, "an unknown field"],
  [{ decimals: 1.5 }, "half a digit"],
  [{ kind: "total" }, "an unknown kind"],
  [{ label: " " }, "a label of blanks"],
  [{ unit: "a\0" }, "U+0000"],
])("%j is refused: %s", (fields) => {
  expect(metricSettingEntry.safeParse({ metric: "m", ...fields }).success).toBe(false);
});

test("null is a field that was left out, and an empty unit is none", () => {
  const parsed = metricSettingEntry.parse({
    metric: "m",
    unit: "",
    label: null,
    low: null,
    machine_id: null,
  });
  expect(parsed).toMatchObject({ unit: "", label: undefined, machine_id: undefined });
});

test("two metrics that can be on one machine may not have one label", () => {
  const named = (scope: Scope, metric: string, label = "Flow"): ScopedSetting => ({
    ...{ scope, metric },
    setting: { label },
  });
  const isClash = (...pair: ScopedSetting[]) => clashOf(pair, typeOf) !== undefined;
  expect(isClash(named("plant", "a"), named("machine:b1", "b", "FLOW"))).toBe(true);
  expect(isClash(named("type:pump", "a"), named("machine:p1", "b"))).toBe(true);
  expect(isClash(named("machine:p1", "b"), named("type:pump", "a"))).toBe(true);
  expect(isClash(named("type:pump", "a"), named("machine:b1", "b"))).toBe(false);
  expect(isClash(named("type:pump", "a"), named("type:boiler", "b"))).toBe(false);
  expect(isClash(named("machine:p1", "a"), named("machine:p2", "b"))).toBe(false);
  expect(isClash(named("plant", "a"), named("type:pump", "a"))).toBe(false);
});
