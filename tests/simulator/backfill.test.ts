import { expect, test } from "bun:test";
import type { Reading } from "../../src/domain/machine/reading";
import { backfill, type BackfillStart } from "../../src/simulator/backfill";
import { SEED_MACHINES } from "../../src/simulator/seed_machines";

const UNTIL = Date.parse("2026-04-15T08:00:30Z");
const MINUTE_MS = 60_000;

async function filled(start: Partial<BackfillStart> = {}) {
  const batches: Reading[][] = [];
  const progress: [number, number][] = [];
  const result = await backfill({
    seed: 1,
    machines: SEED_MACHINES,
    until: UNTIL,
    record: async (readings) => void batches.push(readings),
    onProgress: (done, total) => progress.push([done, total]),
    ...start,
  });
  return { ...result, batches, progress, all: batches.flat() };
}

test("each machine gets one reading a minute, oldest first, Compressor-1 before the others", async () => {
  const { all, readings, progress } = await filled({ days: 1 });
  expect(readings).toBe(8 * 1440);
  expect(progress.at(-1)).toEqual([8 * 1440, 8 * 1440]);
  expect([...new Set(all.map(({ machine_id }) => machine_id))]).toEqual(SEED_MACHINES.map(({ id }) => id));
  const times = all.slice(0, 1440).map(({ at }) => at);
  expect(times[0]).toBe(Date.parse("2026-04-14T08:01:00Z"));
  expect(times).toEqual(times.map((_, minute) => (times[0] ?? 0) + minute * MINUTE_MS));
  expect(times.at(-1)).toBe(Date.parse("2026-04-15T08:00:00Z"));
});

test("thirty days take little time, in batches that let others have a turn", async () => {
  let turns = 0;
  const beat = setInterval(() => turns++, 1);
  const { readings, batches } = await filled();
  clearInterval(beat);
  expect(readings).toBe(345_600);
  expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(1000);
  expect(turns).toBeGreaterThan(50);
}, 10_000);

test("faults stand where the list says, three a machine, one in the newest four days", async () => {
  const { faults, all } = await filled({ machines: SEED_MACHINES.slice(0, 1) });
  expect(faults).toHaveLength(3);
  for (const { from, to } of faults) expect(from >= (all[0]?.at ?? 0) && to <= UNTIL).toBe(true);
  expect(faults.at(-1)?.from).toBeGreaterThan(UNTIL - 4 * 86_400_000 - MINUTE_MS);
  const wrong = (at: number) => faults.some(({ from, to }) => from <= at && at < to);
  const shaken = all.filter(
    ({ metrics }) => (metrics["vibration_mm_s"] ?? 0) > 5 || (metrics["power_kw"] ?? 0) > 58,
  );
  expect(shaken.length).toBeGreaterThan(5);
  expect(shaken.filter(({ at }) => !wrong(at))).toEqual([]);
});

test("the same seed invents the same past", async () => {
  const machines = SEED_MACHINES.slice(1, 3);
  const once = await filled({ machines, days: 2 });
  expect((await filled({ machines, days: 2 })).all).toEqual(once.all);
  expect((await filled({ machines, days: 2, seed: 2 })).all).not.toEqual(once.all);
});

test("a stop is heard between two batches, a failure to record reaches the caller", async () => {
  const stop = new AbortController();
  const stopped = await filled({ signal: stop.signal, record: async () => stop.abort() });
  expect(stopped.readings).toBe(stopped.progress[0]?.[0] ?? 0);
  const failing = filled({ record: () => Promise.reject(new Error("disk full")) });
  await expect(failing).rejects.toThrow("disk full");
});
