import { expect, test } from "bun:test";
import { implausible, type MetricKnowledge } from "../../src/ingest/plausible";

const rated = { id: "m", rated_power_kw: 50 };
const unrated = { id: "m", rated_power_kw: null };
const why = (
  value: number,
  metric: string,
  machine: typeof rated | typeof unrated = rated,
  known?: MetricKnowledge,
) => implausible(value, metric, machine, known)?.reason;

test.each([-5, 0, 49.6, 500])("%p kW is plausible for a machine of 50 kW", (value) => {
  expect(why(value, "power_kw")).toBeUndefined();
  expect(why(value * 1000, "active_power_w")).toBeUndefined();
});

test.each([-5.1, 500.1, 4294967.295, -32768, 1e308])("%p kW is not", (value) => {
  expect(why(value, "power_kw")).toBeDefined();
});

test("power is known by its name: heat, factors and power of no unit are not measured by the rating", () => {
  expect(why(900, "motor_kw")).toBe("power");
  expect(why(900_000, "activePower_W")).toBe("power");
  for (const metric of [
    "thermal_kw",
    "heat_output_kw",
    "power",
    "power_mw",
    "power_factor",
    "reactive_power_kvar",
  ])
    expect(why(900, metric)).toBeUndefined();
});

test("without a rating power is measured by what was learned, if anything was", () => {
  const learned = { median: () => 20 };
  expect(why(2000, "power_kw", unrated, learned)).toBeUndefined();
  expect(why(2001, "power_kw", unrated, learned)).toBe("power");
  expect(why(-2001, "power_kw", unrated, learned)).toBeUndefined();
  expect(why(2001, "power_kw", unrated)).toBeUndefined();
  expect(why(2001, "temp_c", unrated, learned)).toBeUndefined();
});

test.each([
  32768, -32768, 32767, 65535, 16777215, 2147483648, -2147483648, 2147483647, 4294967295, 4294967296,
])("%p is what devices send for no value", (value) => {
  expect(why(value, "temp_c")).toBe("sentinel");
  expect(why(value, "energy_kwh")).toBe("sentinel");
  for (const metric of ["parts_count", "CycleCounter", "energy_total_kwh"])
    expect(why(value, metric)).toBeUndefined();
});

test.each([4294967.295, 42949672.95, 429496729.5, 2147483.647, 4294967295 * 0.001, -2147483.648])(
  "%p is one that a gateway has scaled",
  (value) => {
    for (const metric of ["temp_c", "power_kw", "energy_wh"])
      expect(why(value, metric, unrated)).toBe("sentinel");
  },
);

test("a narrow register that is scaled is one for power alone, and none where a counter passes it", () => {
  expect(why(6553.5, "power_kw", unrated)).toBe("sentinel");
  expect(why(6553.5, "speed_rpm")).toBeUndefined();
  expect(why(65534, "speed_rpm")).toBeUndefined();
  expect(why(65535, "energy_wh")).toBeUndefined();
});

test("no gauge is beyond 10^12, no counter beyond its register", () => {
  expect(why(1e12, "temp_c")).toBeUndefined();
  expect(why(-1.01e12, "temp_c")).toBe("huge");
  expect(why(1e15, "pulses_total")).toBeUndefined();
  expect(why(1e308, "pulses_total")).toBe("huge");
});

test("a set range stands in place of the usual one, and what is known to count is a counter", () => {
  const known = {
    range: (_: string, metric: string) => (metric === "temp_c" ? { low: 0, high: 250 } : { high: 2000 }),
    isCounter: (_: string, metric: string) => metric === "meter",
  };
  expect(why(250, "temp_c", rated, known)).toBeUndefined();
  expect(why(251, "temp_c", rated, known)).toBe("range");
  expect(why(-1, "temp_c", rated, known)).toBe("range");
  expect(why(1500, "power_kw", rated, known)).toBeUndefined();
  expect(why(65535, "meter", rated, { isCounter: known.isCounter })).toBeUndefined();
  expect(why(65535, "parts_count", rated, { isCounter: () => false })).toBe("sentinel");
});
