import { afterEach, expect, test } from "bun:test";
import { deviationFrom } from "../../src/detection/deviation";
import type { Cause } from "../../src/domain/alarm/cause";
import { metricSettingsOf, NO_METRIC_SETTINGS, putInForce } from "../../src/domain/machine/metric_settings";
import { causeText, englishCauses } from "../../src/words/cause_text";

afterEach(() => putInForce(NO_METRIC_SETTINGS));

const toll = { kwh: 3, cost: 0.3, currency: "$", minutes: null };
const power = { metric: "power_kw", value: 71.4 };

test.each([
  ["power_kw", 71.4, 49.6, 2, "Power 71.4 kW, 44 % above expected 49.6"],
  ["power_kw", 40, 50, 5, "Power 40 kW, 20 % below expected 50"],
  ["power_kw", 50.1, 50, 5, "Power 50.1 kW, unusual beside its other values"],
  ["power_kw", 50.3, 50, 5, "Power 50.3 kW, 1 % above expected 50"],
  ["power_kw", 545, 50, 5, "Power 545 kW, 990 % above expected 50"],
  ["power_kw", 550, 50, 5, "Power 550 kW, 100 sd above expected 50"],
  ["power_kw", 5, 0.01, 0.5, "Power 5 kW, 9.98 sd above expected 0.01"],
  ["power_kw", 5, 0, 0.5, "Power 5 kW, 10 sd above expected 0"],
  ["machine_temp_c", 49.2, 41, 2, "Machine temp 49.2 °C, 8.2 °C above expected 41"],
  ["oil_temp_c", -3, 2, 1, "Oil temp -3 °C, 5 °C below expected 2"],
  ["oil_temp_c", 41.1, 41, 2, "Oil temp 41.1 °C, unusual beside its other values"],
  [
    "baseline_deviation",
    -0.322,
    -0.044,
    0.1,
    "baseline_deviation -0.322 kWh, 0.278 kWh below expected -0.044",
  ],
])("%s %d beside %d is put into words", (metric, value, mean, sd, reason) => {
  const cause = { kind: "deviation", metric, value, ...deviationFrom(value, mean, sd) } as const;
  expect(causeText(cause, { machineId: null })).toBe(reason);
});

test.each<[string, Cause]>([
  ["Power 71.4 kW, above its limit of 50 kW", { kind: "limit", ...power, side: "above", limit: 50 }],
  ["Power 71.4 kW, below its limit of 80 kW", { kind: "limit", ...power, side: "below", limit: 80 }],
  ["Power 71.4 kW, changes faster than 5 kW a minute", { kind: "rate", ...power, limit_per_minute: 5 }],
  ["Power 71.4 kW, has not changed for 1 minute", { kind: "flat", ...power, allowed_minutes: 1 }],
  ["Power 71.4 kW, has not changed for 2.5 minutes", { kind: "flat", ...power, allowed_minutes: 2.5 }],
  ["No reading for 5 minutes", { kind: "silence", metric: null, allowed_minutes: 5 }],
  ["No value of Power for 1 minute", { kind: "silence", metric: "power_kw", allowed_minutes: 1 }],
  ["The machine reports mode fault", { kind: "fault", mode: "fault" }],
  ["Power 71.4 kW is implausible", { kind: "implausible", ...power }],
  [
    "Used 0.28 kWh less than the expected 0.6 kWh ($0.03)",
    { kind: "baseline", kwh: -0.28, expected_kwh: 0.6, cost: -0.028, currency: "$" },
  ],
  [
    "Used 0.002 kWh more than the expected 0.6 kWh",
    { kind: "baseline", kwh: 0.002, expected_kwh: 0.6, cost: 0.0002, currency: "$" },
  ],
  [
    "The plant draws 420 kW, its limit in peak hours is 300 kW; most by Boiler-1: 3 kWh, $0.30 so far",
    { kind: "peak_power", state: "opened", power_kw: 420, limit_kw: 300, most_by: "Boiler-1", toll },
  ],
  [
    "The plant keeps its limit of 300 kW again, or peak hours are over: 3 kWh, $0.30 in 12 min",
    {
      ...{ kind: "peak_power", state: "closed", power_kw: 200, limit_kw: 300, most_by: null },
      toll: { ...toll, minutes: 12 },
    },
  ],
  [
    "Press-1 is idle outside its shift and draws 12 kW: 3 kWh, $0.30 so far",
    { kind: "idle_power", state: "continued", machine: "Press-1", power_kw: 12, toll },
  ],
  [
    "Press-1 draws nothing in vain any more: 3 kWh, $0.30 in 40 min",
    {
      ...{ kind: "idle_power", state: "closed", machine: "Press-1", power_kw: 0 },
      toll: { ...toll, minutes: 40 },
    },
  ],
  [
    "The energy of Press-1 is read from its counter energy_wh from now on; its baseline starts over",
    { kind: "energy_source", machine: "Press-1", metric: "energy_wh", source: "counter" },
  ],
  [
    "Ada accepted the current behaviour of Press-5 as normal",
    { kind: "accepted_as_normal", by: "Ada", machine: "Press-5" },
  ],
])("%s", (sentence, cause) => {
  expect(causeText(cause, { machineId: null })).toBe(sentence);
});

test("since when it is so is told by the plant's clock, where a clock is wanted", () => {
  const since = Date.parse("2026-11-23T00:02:07Z");
  const cause = { kind: "fault", mode: "fault", since } as const;
  expect(englishCauses("Asia/Tokyo")(cause, null)).toBe("The machine reports mode fault; since 09:02:07");
  expect(causeText(cause, { machineId: null, timezone: "UTC" })).toEndWith("; since 00:02:07");
  expect(causeText(cause, { machineId: null })).toBe("The machine reports mode fault");
});

test("a cause is worded by the settings of its machine's metric, as they are now", () => {
  const setting = { label: "Furnace", unit: "°C" };
  putInForce(metricSettingsOf([{ scope: "machine:m1", metric: "t1", setting }], () => undefined));
  const cause = { kind: "deviation", metric: "t1", value: 410, ...deviationFrom(410, 400, 2) } as const;
  expect(causeText(cause, { machineId: "m1" })).toBe("Furnace 410 °C, 10 °C above expected 400");
  expect(causeText(cause, { machineId: "m2" })).toBe("t1 410, 3 % above expected 400");
});

test.each([
  ["EUR", "€0.30"],
  ["CHF", "CHF\u00a00.30"],
  ["JPY", "¥0"],
  ["$", "$0.30"],
])("money is told in its currency, and alarms of the first release keep their sign: %p", (currency, told) => {
  const cause: Cause = {
    ...{ kind: "idle_power", state: "opened", machine: "Press", power_kw: 12 },
    toll: { ...toll, currency },
  };
  expect(causeText(cause, { machineId: null })).toEndWith(`${told} so far`);
});
