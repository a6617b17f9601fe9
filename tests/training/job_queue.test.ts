import { expect, test } from "bun:test";
import { createRandom } from "../../src/math/random";
import type { Store } from "../../src/store/store";
import { openStore } from "../../src/store/open";
import type { RecordedEvent } from "../../src/domain/event";
import { createJobQueue } from "../../src/training/job_queue";
import { watchEventLoop } from "../support/event_loop";
import { job } from "../support/training_sample";
import { wordCause } from "../support/words";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START = Date.parse("2026-03-02T00:00:00Z");
const METRICS = 15;

async function plant(days: number, metrics = METRICS) {
  const newId = () => Bun.randomUUIDv7();
  const store = await openStore({ url: "sqlite://:memory:", now: Date.now, newId, wordCause });
  const machine = await store.machines.add({ name: "Press-1", data_interval_seconds: 3600 });
  const others = Array.from({ length: metrics - 2 }, (_, index) => `metric_${index}_bar`);
  const chance = createRandom(1);
  const readings = Array.from({ length: days * 24 }, (_, index) => ({
    machine_id: machine.id,
    at: START + index * HOUR_MS,
    mode: null,
    metrics: {
      power_kw: 20 + 2 * (index % 24) + Math.sin(index * 1.7),
      production_count: index % 24,
      ...Object.fromEntries(others.map((name) => [name, chance()])),
    },
  }));
  await store.readings.record(readings);
  while ((await store.roll(500)) > 0);
  const jobQueue = createJobQueue({
    store,
    settle: () => Promise.resolve(),
    timezone: "UTC",
    newId,
    now: Date.now,
    onTrouble(error) {
      throw error;
    },
  });
  return { store, jobQueue, machine, [Symbol.asyncDispose]: () => jobQueue.stop().then(store.close) };
}

const request = (days: number, drivers: string[] | null = null) => ({
  from: START,
  to: START + days * DAY_MS,
  seconds: 3600 as const,
  drivers,
});

async function ended(store: Store, id: string) {
  for (;;) {
    const found = await store.jobs.find(id);
    if (found?.ended_at) return found;
    await new Promise(setImmediate);
  }
}

const told = async (store: Store): Promise<RecordedEvent[]> => store.events.pending(100);

test("while 90 days of hours are learned the event loop never pauses for 50 ms", async () => {
  await using room = await plant(90);
  expect(await longestPause(room)).toBeLessThan(50);
});

/** The longest time in which nothing else could run while a job did, milliseconds. */
async function longestPause(room: Awaited<ReturnType<typeof plant>>): Promise<number> {
  const longest = watchEventLoop();
  const { id } = await room.jobQueue.start(room.machine, request(90));
  while (!(await room.store.jobs.find(id))?.ended_at) await Bun.sleep(20);
  expect((await room.store.jobs.find(id))?.status).toBe("completed");
  return longest();
}

test("a job that fails tells why after all its steps, and nothing after that", async () => {
  await using room = await plant(1);
  const { id } = await room.jobQueue.start(room.machine, request(1));
  expect((await ended(room.store, id)).error).toContain("at least 50");
  const events = await told(room.store);
  expect(events.map(({ event_type }) => event_type)).toEqual([
    "training_started",
    "training_progress",
    "training_completed",
  ]);
  expect((await room.store.jobs.find(id))?.status).toBe("failed");
});

test("hours in which the machine was in maintenance are not learned from", async () => {
  await using room = await plant(3);
  await room.store.suppressions.add({
    ...{ kind: "maintenance", machine_id: room.machine.id, area_id: null, metric: null, anomaly_type: null },
    ...{ begins_at: START, until: START + DAY_MS, weekly: null, timezone: "UTC", reason: null },
    ...{ by: "Ada", by_id: null },
  });
  const { id } = await room.jobQueue.start(room.machine, request(3));
  expect((await ended(room.store, id)).error).toContain("at least 50");
});

test("a job that fails on the way has failed for good: no step is shown after its end", async () => {
  await using room = await plant(3, 62);
  // Enough rows for all of them, too few for a fit without those held out. The newest hour is not a whole
  // one.
  const drivers = Array.from({ length: 60 }, (_, index) => `metric_${index}_bar`);
  const { id } = await room.jobQueue.start(room.machine, request(3, drivers));
  expect((await ended(room.store, id)).error).toContain("columns to 57 rows: need at least");
  await room.jobQueue.stop();
  const events = await told(room.store);
  expect(events.filter(({ event_type }) => event_type === "training_progress").length).toBe(3);
  expect(events.at(-1)?.event_type).toBe("training_completed");
});

test("a job that waits for another is cancelled without having begun", async () => {
  await using room = await plant(3);
  const first = await room.jobQueue.start(room.machine, request(3));
  const other = await room.store.machines.add({ name: "Press-2" });
  const second = await room.jobQueue.start(other, request(3));
  expect(await room.jobQueue.cancel(second.id)).toMatchObject({
    kind: "cancelled",
    job: { status: "cancelled" },
  });
  await ended(room.store, first.id);
  const begun = (await told(room.store)).filter(({ event_type }) => event_type === "training_started");
  expect(begun.map(({ job_id }) => job_id)).toEqual([first.id]);
  expect(await room.jobQueue.cancel(first.id)).toMatchObject({ kind: "ended", job: { status: "completed" } });
  expect(await room.jobQueue.cancel("elsewhere")).toBeUndefined();
});

test("a job that another server has cancelled stops with its next step", async () => {
  await using room = await plant(3);
  const running = await room.jobQueue.start(room.machine, request(3));
  while ((await told(room.store)).length === 0) await new Promise(setImmediate);
  const found = (await room.store.jobs.find(running.id))!;
  await room.store.jobs.save({ ...found, status: "cancelled", ended_at: Date.now() });
  const next = await room.jobQueue.start({ ...room.machine, id: "elsewhere" }, request(3));
  await ended(room.store, next.id);
  expect((await room.store.jobs.find(running.id))?.status).toBe("cancelled");
  expect(await room.store.models.list(room.machine.id)).toEqual([]);
});

test("a training that an earlier process left under way ends as failed, and says so", async () => {
  await using room = await plant(1);
  await room.store.jobs.add(job({ status: "running", step: "learning", machine_id: room.machine.id }));
  await room.jobQueue.endAbandoned();
  expect(await room.store.jobs.find("j1")).toMatchObject({
    status: "failed",
    error: expect.stringContaining("restart"),
  });
  expect((await told(room.store)).at(-1)).toMatchObject({
    event_type: "training_completed",
    status: "failed",
  });
});
