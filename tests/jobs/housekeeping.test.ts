import { siteOf, usualSite } from "../../src/domain/site/settings";
import { afterEach, expect, jest, test } from "bun:test";
import { type HousekeepingDeps, startHousekeeping } from "../../src/jobs/housekeeping";

afterEach(() => void jest.useRealTimers());

const NOW = Date.parse("2026-11-23T10:00:00Z");
const DAY_MS = 86_400_000;

/** Housekeeping of a store that has `slices` of work left; how often each job was done. */
function keeping(slices = 1, change: Partial<HousekeepingDeps> = {}) {
  const done = {
    ...{ rolled: 0, retained: 0, today: 0, saved: 0, silence: 0, suppressed: 0, sources: 0, expired: 0 },
  };
  const cutoffs: unknown[] = [];
  const troubles: unknown[] = [];
  let left = slices;
  const housekeeping = startHousekeeping({
    store: {
      roll: async () => (done.rolled += 1) && Math.max(0, --left),
      async retain(asked: unknown) {
        cutoffs.push(asked);
        done.retained += 1;
        return 0;
      },
      readings: { energy: async () => new Map([["m", 12]]) },
      alarms: { expire: async () => Number((done.expired += 1) < 0) },
      suppressions: { advance: async () => (done.suppressed += 1) },
    },
    save: async () => void (done.saved += 1),
    checkSilence: async () => void (done.silence += 1),
    chooseSources: async () => void (done.sources += 1),
    metricSettings: { entries: () => [] },
    isLeader: () => true,
    kpis: { setToday: () => (done.today += 1) },
    config: {
      retain: { readingsDays: 7, eventsDays: 365, auditDays: 3650 },
    },
    site: { inForce: () => siteOf(usualSite("UTC"), "UTC") },
    now: () => NOW,
    log: { error: (details: unknown) => troubles.push(details) },
    ...change,
  });
  return { housekeeping, done, cutoffs, troubles };
}

/** Lets all work run that needs no more time. */
async function pass(ms: number) {
  jest.advanceTimersByTime(ms);
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}

test("every job is done at once after the start, and again in its own time", async () => {
  jest.useFakeTimers();
  const { housekeeping, done } = keeping();
  await pass(0);
  const once = { rolled: 1, retained: 1, today: 1, saved: 1, silence: 1, sources: 1, expired: 1 };
  expect(done).toEqual({ ...once, suppressed: 1 });
  for (let second = 0; second < 60; second += 1) await pass(1_000);
  const after = { rolled: 31, retained: 1, today: 5, saved: 3, silence: 31, sources: 1, expired: 31 };
  expect(done).toEqual({ ...after, suppressed: 61 });
  await housekeeping.stop();
});

test("readings, events and audit entries go after their own days", async () => {
  jest.useFakeTimers();
  const { housekeeping, cutoffs } = keeping();
  await pass(0);
  expect(cutoffs).toEqual([
    {
      readingsBefore: NOW - 7 * DAY_MS,
      eventsBefore: NOW - 365 * DAY_MS,
      auditBefore: NOW - 3650 * DAY_MS,
    },
  ]);
  await housekeeping.stop();
});

test("roll-ups go on slice by slice until none is left", async () => {
  jest.useFakeTimers();
  const { housekeeping, done } = keeping(5);
  await pass(0);
  expect(done.rolled).toBe(5);
  await housekeeping.stop();
});

test("a server that is not the leader rolls up and deletes nothing, but keeps its own figures", async () => {
  jest.useFakeTimers();
  const { housekeeping, done } = keeping(5, { isLeader: () => false });
  await pass(0);
  expect(done).toMatchObject({ rolled: 0, retained: 0, today: 1, saved: 1, sources: 0 });
  await housekeeping.stop();
});

test("a job that fails is logged with its error and done again; the others go on", async () => {
  jest.useFakeTimers();
  const { housekeeping, done, troubles } = keeping(1, {
    checkSilence: () => Promise.reject(new Error("away")),
  });
  await pass(0);
  await pass(2_000);
  expect(troubles).toEqual([{ err: new Error("away") }, { err: new Error("away") }]);
  expect(done.rolled).toBe(2);
  await housekeeping.stop();
});

test("stopping ends endless work after its slice, and stores the detector states once more", async () => {
  jest.useFakeTimers();
  const slice = Promise.withResolvers<number>();
  let slices = 0;
  const { housekeeping, done } = keeping(1, {
    store: {
      roll: () => ((slices += 1), slice.promise),
      retain: async () => 0,
      readings: { energy: async () => new Map() },
    } as unknown as HousekeepingDeps["store"],
  });
  await pass(0);
  const saved = done.saved;
  const stopped = housekeeping.stop();
  slice.resolve(500);
  await stopped;
  expect([slices, done.saved]).toEqual([1, saved + 1]);
});

test("energy sources are looked for every five minutes, and as soon as something else is set of a metric", async () => {
  jest.useFakeTimers();
  let at = NOW;
  let kind: "counter" | "gauge" = "counter";
  const entries = () => [{ scope: "plant" as const, metric: "meter_kwh", setting: { kind } }];
  const { housekeeping, done } = keeping(1, { now: () => at, metricSettings: { entries } });
  const passed = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      at += 1_000;
      await pass(1_000);
    }
    return done.sources;
  };
  expect(await passed(290)).toBe(1);
  expect(await passed(15)).toBe(2);
  kind = "gauge";
  expect(await passed(3)).toBe(3);
  expect(await passed(60)).toBe(3);
  await housekeeping.stop();
});
