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

test("whoever waits for what is being read finds it, and waits for no database that does not answer", async () => {
  let answer = Promise.withResolvers<Map<string, Limits>>();
  answer.resolve(new Map());
  const cache = await createLimitsCache({ limits: { all: () => answer.promise, set: async () => {} } });
  answer = Promise.withResolvers();
  void cache.refresh();
  const found = cache.settled().then(() => cache.of("a"));
  answer.resolve(new Map([["a", LIMITS]]));
  expect(await found).toEqual(LIMITS);
  answer = Promise.withResolvers();
  const failing = cache.refresh();
  answer.reject(new Error("away"));
  await cache.settled();
  expect(failing).rejects.toThrow("away");
});
