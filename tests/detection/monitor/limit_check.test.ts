import { expect, test } from "bun:test";
import { breaches, isSilent, type LimitMemory } from "../../../src/detection/monitor/limit_check";
import type { Limit } from "../../../src/domain/alarm/machine_limits";

const MINUTE_MS = 60_000;

/** The breach, if any, that each value causes of one limit on a pressure; values are a minute apart. */
function run(limit: Partial<Limit>, values: readonly number[]) {
  let state: LimitMemory = {};
  return values.map((pressure_bar, minute) => {
    // A restart between any two readings changes nothing.
    state = JSON.parse(JSON.stringify(state)) as LimitMemory;
    const reading = { machine_id: "p1", at: minute * MINUTE_MS, mode: null, metrics: { pressure_bar } };
    return breaches([{ metric: "pressure_bar", severity: "critical", ...limit }], state, reading)[0];
  });
}

const reasons = (limit: Partial<Limit>, values: readonly number[]) =>
  run(limit, values).map((breach) => breach?.reason);

test("a value over its limit says so, and is back only clearly under it", () => {
  expect(reasons({ high: 8 }, [7.9, 8, 8.2, 7.95, 7.8])).toEqual([
    undefined,
    undefined,
    "Pressure 8.2 bar, above its limit of 8 bar",
    "Pressure 7.95 bar, above its limit of 8 bar",
    undefined,
  ]);
  expect(reasons({ low: 6 }, [6, 5.9])[1]).toBe("Pressure 5.9 bar, below its limit of 6 bar");
});

test("a value that moves faster than allowed is a breach, up or down", () => {
  const found = run({ rate_per_minute: 0.5 }, [7, 7.4, 8.4, 7]);
  expect(found.map((breach) => breach?.expected_value)).toEqual([undefined, undefined, 7.9, 7.9]);
});

test("a sensor that stands still for as long as allowed is a breach, one that moves is not", () => {
  expect(reasons({ flat_minutes: 2 }, [7, 7, 7, 7.1])).toEqual([
    undefined,
    undefined,
    "Pressure 7 bar, has not changed for 2 minutes",
    undefined,
  ]);
  expect(reasons({ flat_minutes: 1 }, [7, 7])[1]).toBe("Pressure 7 bar, has not changed for 1 minute");
});

test("a machine is silent from the minute on that it was allowed", () => {
  expect([1, 2, 3].map((minute) => isSilent(0, 2, minute * MINUTE_MS))).toEqual([false, true, true]);
});
