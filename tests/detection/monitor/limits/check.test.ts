import { expect, test } from "bun:test";
import { checkLimit, type LimitState, newLimitState } from "../../../../src/detection/monitor/limits/check";
import { isSilent } from "../../../../src/detection/monitor/conditions/silence";
import { createRandom } from "../../../../src/math/random";
import type { Limit } from "../../../../src/domain/alarm/machine_limits";
import { reasonOf } from "../../../support/words";

const MINUTE_MS = 60_000;

/** The breach, if any, that each value causes of one limit on a pressure; values are a minute apart. */
function run(
  limit: Partial<Limit>,
  values: readonly number[],
  stepMs = MINUTE_MS,
  mode: string | null = null,
) {
  return runAt(
    limit,
    values.map((value, i) => [i * stepMs, value] as const),
    mode,
  );
}

function runAt(
  limit: Partial<Limit>,
  points: readonly (readonly [number, number])[],
  mode: string | null = null,
) {
  let state = newLimitState();
  return points.map(([at, value]) => {
    // A restart between any two readings changes nothing.
    state = JSON.parse(JSON.stringify(state)) as LimitState;
    return checkLimit({ metric: "pressure_bar", severity: "critical", ...limit }, state, { at, value, mode });
  });
}

const reasons = (limit: Partial<Limit>, values: readonly number[]) =>
  run(limit, values).map((breach) => breach && reasonOf(breach));

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

test("a value that moves faster than allowed over its window is a breach, up or down", () => {
  const found = run({ rate_per_minute: 0.5 }, [7, 7.4, 8.4, 8.4, 7, 5]);
  expect(found[2]!.cause).toEqual({
    kind: "rate",
    metric: "pressure_bar",
    value: 8.4,
    limit_per_minute: 0.5,
  });
  expect(reasonOf(found[2]!)).toBe("Pressure 8.4 bar, changes faster than 0.5 bar a minute");
  expect(found.map((breach) => breach?.expected_value)).toEqual([
    undefined,
    undefined,
    8,
    undefined,
    7.4,
    7.4,
  ]);
});

const chance = createRandom(5);
const noisy = (count: number, perMinute = 0) =>
  Array.from({ length: count }, (_, i) => 20 + (i * perMinute) / 60 + 0.2 * (chance() - 0.5));
const breached = (limit: Partial<Limit>, values: readonly number[], stepMs: number) =>
  run(limit, values, stepMs).filter((breach) => breach).length;

test("noise at one value a second breaks no rate, nor does a lone glitch or a step below it; a ramp does", () => {
  const limit = { rate_per_minute: 5 };
  expect(breached(limit, noisy(600), 1000)).toBe(0);
  expect(
    breached(
      limit,
      noisy(600).map((value, i) => (i === 300 ? value + 20 : value)),
      1000,
    ),
  ).toBe(0);
  expect(
    breached(
      limit,
      noisy(600).map((value, i) => (i >= 300 ? value + 4 : value)),
      1000,
    ),
  ).toBe(0);
  expect(
    breached(
      limit,
      noisy(600).map((value, i) => (i >= 300 ? value + 9 : value)),
      1000,
    ),
  ).toBeGreaterThan(5);
  expect(breached(limit, noisy(200, 8), 1000)).toBeGreaterThan(100);
  expect(breached(limit, noisy(2000, 8), 100)).toBeGreaterThan(1000);
});

test("a sensor that stands still for as long as allowed is a breach, one that moves is not", () => {
  expect(reasons({ flat_minutes: 2 }, [7, 7, 7, 7.1])).toEqual([
    undefined,
    undefined,
    "Pressure 7 bar, has not changed for 2 minutes",
    undefined,
  ]);
  expect(reasons({ flat_minutes: 1 }, [7, 7, 7]).slice(1)).toEqual([
    undefined,
    "Pressure 7 bar, has not changed for 1 minute",
  ]);
});

test("the same value before and after a gap does not stand still: nothing is known of what was between", () => {
  const at = (...seconds: number[]) => seconds.map((second) => [1000 * second, 7] as const);
  expect(runAt({ flat_minutes: 10 }, at(0, 7200, 7201, 7202)).filter((breach) => breach)).toEqual([]);
  expect(runAt({ flat_minutes: 10 }, at(0, 7200, 7500))[2]).toBeDefined();
});

test("an on-delay takes at least two values that last for it, and a value within begins it anew", () => {
  const values = [9, 7, 9, 9, 9, 9];
  const seen = (limit: Partial<Limit>, stepMs: number) =>
    run({ high: 8, ...limit }, values, stepMs).map((breach) => breach && breach.since / stepMs);
  expect(seen({}, 1000)).toEqual([0, undefined, 2, 2, 2, 2]);
  expect(seen({ on_delay_seconds: 2 }, 1000)).toEqual([undefined, undefined, undefined, undefined, 2, 2]);
  expect(seen({ on_delay_seconds: 2 }, 300_000)).toEqual([undefined, undefined, undefined, 2, 2, 2]);
});

test("a value is back where its limit says, or past the dead-band", () => {
  const beyond = (limit: Partial<Limit>, values: number[]) =>
    run(limit, values, 1000).map((breach) => breach !== undefined);
  expect(beyond({ high: 80, clears_at: 75 }, [81, 76, 75, 76])).toEqual([true, true, false, false]);
  expect(beyond({ low: 10, clears_at: 12 }, [9, 11, 12, 11])).toEqual([true, true, false, false]);
  expect(beyond({ low: 10, high: 80, dead_band: 1 }, [81, 79.5, 79, 9, 10.5, 11])).toEqual([
    ...[true, true, false],
    ...[true, true, false],
  ]);
  expect(beyond({ high: 80, dead_band: 0 }, [81, 80])).toEqual([true, false]);
});

test("high limits hold in every mode, low ones where the machine does not stand, both in modes that are named", () => {
  const broken = (limit: Partial<Limit>, value: number, mode: string | null) =>
    run(limit, [value], 1000, mode)[0] !== undefined;
  for (const mode of ["fault", "offline", "maintenance", "idle", "running", null]) {
    expect(broken({ high: 80 }, 200, mode)).toBe(true);
    expect(broken({ low: 5 }, 0, mode)).toBe(mode !== "offline" && mode !== "idle");
  }
  expect(broken({ high: 80, modes: ["running"] }, 200, "running")).toBe(true);
  expect(broken({ high: 80, modes: ["running"] }, 200, "idle")).toBe(false);
  expect(broken({ high: 80, modes: ["running"] }, 200, null)).toBe(false);
});

test("a low value in a mode in which that does not count is no evidence that its limit is kept", () => {
  const limit: Limit = { metric: "pressure_bar", severity: "critical", low: 5 };
  const state = newLimitState();
  const check = (at: number, value: number, mode: string) => checkLimit(limit, state, { at, value, mode });
  expect(check(0, 3, "running")).toBeDefined();
  expect(check(1, 0, "idle")).toBeUndefined();
  expect(state).toMatchObject({ beyond: true, run: { below_reset: 0 } });
  check(2, 7, "idle");
  expect(state).toMatchObject({ beyond: false, run: { below_reset: 1 } });
});

test("a machine is silent from the minute on that it was allowed", () => {
  expect([1, 2, 3].map((minute) => isSilent(0, 2, minute * MINUTE_MS))).toEqual([false, true, true]);
});
