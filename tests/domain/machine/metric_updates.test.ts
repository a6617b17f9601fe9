import { expect, test } from "bun:test";
import { valuesOf } from "../../../src/domain/machine/metric_updates";
import { START } from "../../support/builders";

const of = (change: object) =>
  valuesOf(
    { machine_id: "m", at: START, mode: null, metrics: { power_kw: 5 }, ...change },
    () => ({ low: 1, high: 9 }),
    false,
  );
const stamp = (at: number) => new Date(at).toISOString();

test("a value that is not good has no value and no band, but what was sent", () => {
  const marked = {
    flow: { quality: "bad", sent: "Bad" },
    energy_kwh: { quality: "implausible", value: 4294967.295 },
  };
  const [power, flow, energy] = of({ marked });
  expect(power).toMatchObject({ value: 5, low: 1, unit: "kW" });
  expect(power).not.toHaveProperty("quality");
  expect(flow).toMatchObject({ metric: "flow", value: null, quality: "bad", sent: "Bad" });
  expect(flow).not.toHaveProperty("low");
  expect(energy).toMatchObject({ value: null, quality: "implausible", sent: "4294967.295", unit: "kWh" });
});

test("a reading of nothing good is still told", () => {
  expect(of({ metrics: {}, marked: { flow: { quality: "bad", sent: "x" } } })).toHaveLength(1);
});

test("a stamp ahead of our clock is shown as the time of arrival, and each series has its own stamp", () => {
  expect(of({ at: START + 290_000, arrived_at: START })[0]?.timestamp).toBe(stamp(START));
  const [power, oil] = of({ metrics: { power_kw: 5, oil: 6 }, stamps: { oil: START - 9000 } });
  expect([power?.timestamp, oil?.timestamp]).toEqual([stamp(START), stamp(START - 9000)]);
});
