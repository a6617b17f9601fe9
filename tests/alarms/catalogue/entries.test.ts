import { expect, test } from "bun:test";
import { catalogueEntries, type EntriesPlant } from "../../../src/alarms/catalogue/entries";
import { limits } from "../../../src/domain/alarm/machine_limits";
import { machine } from "../../support/builders";

const press = machine({ id: "p1", name: "Press-1" });
const PLANT: EntriesPlant = {
  machines: [press],
  metricsOf: () => [],
  limits: new Map(),
  guidance: [],
  rangeOf: () => undefined,
  peakLimitKw: undefined,
};
const kinds = (change: Partial<EntriesPlant>) =>
  catalogueEntries({ ...PLANT, ...change }).map(({ kind, metric }) =>
    metric === null ? kind : `${metric} ${kind}`,
  );

test("a machine that sends nothing can report a fault and draw power in vain", () =>
  expect(kinds({})).toEqual(["fault", "idle_power"]));

test("each metric that is sent can be off what was learned, and implausible", () =>
  expect(kinds({ metricsOf: () => ["flow"] })).toEqual([
    "fault",
    "idle_power",
    "flow learned",
    "flow implausible",
  ]));

test("each bound of a limit is an alarm of its own, with its delays, dead-band, modes and severity", () => {
  const held = limits.parse({
    metrics: [
      {
        ...{ metric: "flow", low: 1, high: 8, rate_per_minute: 2, flat_minutes: 30, silent_minutes: 5 },
        ...{
          dead_band: 0.5,
          on_delay_seconds: 10,
          off_delay_seconds: 20,
          modes: ["running"],
          severity: "critical",
        },
      },
    ],
    silent_minutes: 15,
  });
  const entries = catalogueEntries({ ...PLANT, limits: new Map([["p1", held]]) });
  expect(entries.map(({ kind, limit }) => [kind, limit])).toEqual([
    ["silence", 15],
    ["fault", undefined],
    ["idle_power", undefined],
    ["high", 8],
    ["low", 1],
    ["rate", 2],
    ["flat", 30],
    ["series_silence", 5],
    ["learned", undefined],
    ["implausible", undefined],
  ]);
  expect(entries[3]).toMatchObject({
    ...{ metric: "flow", severity: "critical", dead_band: 0.5, on_delay_seconds: 10, off_delay_seconds: 20 },
    modes: ["running"],
  });
  // A rate has no dead-band of the value.
  expect(entries[5]?.dead_band).toBeUndefined();
});

test("the plant's peak is an alarm only where it has a limit", () => {
  expect(kinds({ peakLimitKw: 300 })[0]).toBe("peak_power");
  expect(catalogueEntries({ ...PLANT, peakLimitKw: 300 })[0]).toMatchObject({ machine: null, limit: 300 });
});

test("a metric that is only written about, or has only a limit, is there too, once", () => {
  const held = new Map([["p1", limits.parse({ metrics: [{ metric: "flow", high: 1 }] })]]);
  const guidance = [
    { scope: { machine_id: "p1", metric: "torque" }, guidance: { action: "x" } },
    { scope: { machine_id: "p1", metric: "flow" }, guidance: { action: "x" } },
    { scope: { machine_id: "p2", metric: "other" }, guidance: { action: "x" } },
  ];
  expect(kinds({ limits: held, guidance })).toEqual([
    ...["fault", "idle_power", "flow high", "flow learned", "flow implausible"],
    ...["torque learned", "torque implausible"],
  ]);
});
