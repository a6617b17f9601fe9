import { expect, test } from "bun:test";
import { type Limits, NO_LIMITS } from "../../src/domain/alarm/machine_limits";
import { createLimitsCache } from "../../src/judging/limits_cache";

const LIMITS: Limits = { metrics: [{ metric: "power_kw", severity: "critical", high: 60 }] };

test("limits hold as soon as they are set, and those of another server after a refresh", async () => {
  const stored = new Map<string, Limits>();
  const limits = {
    all: async () => new Map(stored),
    set: async (id: string, asked: Limits) => void stored.set(id, asked),
  };
  const cache = await createLimitsCache({ limits });
  expect(cache.of("a")).toEqual(NO_LIMITS);
  await cache.set("a", LIMITS);
  expect(cache.of("a")).toEqual(LIMITS);
  stored.set("b", LIMITS);
  expect(cache.of("b")).toEqual(NO_LIMITS); // the guard: it is a cache
  await cache.refresh();
  expect(cache.of("b")).toEqual(LIMITS);
});
