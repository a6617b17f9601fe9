import { expect, test } from "bun:test";
import type { Reading } from "../../src/domain/machine/reading";
import type { Enqueued } from "../../src/ingest/queue";
import { type After, runSimulator } from "../../src/simulator/run_simulator";
import { SEED_MACHINES } from "../../src/simulator/seed_machines";
import { createPlant } from "../../src/simulator/plant";

const START = Date.parse("2026-04-15T08:00:00Z");
const [compressor = "", hvac = ""] = SEED_MACHINES.map(({ id }) => id);

/** A clock that moves when told; timers come `lateMs` after their time. */
function createClock(lateMs = 0) {
  let time = START;
  let timers: { at: number; run: () => void }[] = [];
  const after: After = (ms, run) => {
    const timer = { at: time + ms + lateMs, run };
    timers.push(timer);
    return () => (timers = timers.filter((other) => other !== timer));
  };
  function advance(ms: number) {
    const end = time + ms;
    for (;;) {
      const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      timers = timers.filter((timer) => timer !== next);
      time = Math.max(time, next.at);
      next.run();
    }
    time = end;
  }
  return { after, advance, now: () => time, jump: (ms: number) => (time += ms) };
}

function simulate({
  clock = createClock(),
  answer = (): Enqueued => ({ kind: "taken", kept: Promise.resolve() }),
} = {}) {
  const readings: Reading[] = [];
  const simulator = runSimulator({
    plant: createPlant({ seed: 1 }),
    machines: SEED_MACHINES.map((machine) => ({ ...machine, is_active: true })),
    enqueue(sent) {
      readings.push(...sent);
      return answer();
    },
    ...clock,
  });
  const seconds = (id: string) =>
    readings.filter((r) => r.machine_id === id).map((r) => (r.at - START) / 1000);
  return { clock, simulator, readings, seconds };
}

test("every machine sends at once, then at its own interval", () => {
  const { clock, readings, seconds } = simulate();
  expect(readings.map(({ machine_id }) => machine_id)).toEqual(SEED_MACHINES.map(({ id }) => id));
  clock.advance(20_000);
  expect(seconds(hvac)).toEqual([0, 10, 20]);
  expect(seconds(compressor)).toHaveLength(21);
});

test("lateness never adds up", () => {
  const { clock, seconds } = simulate({ clock: createClock(20) });
  clock.advance(60_500);
  expect(seconds(compressor)).toEqual(Array.from({ length: 61 }, (_, second) => second));
});

test("after a long sleep a machine goes on from now, without the readings of its sleep", () => {
  const { clock, seconds } = simulate();
  clock.jump(3_600_300);
  clock.advance(2000);
  expect(seconds(compressor)).toEqual([0, 1, 3601, 3602]);
});

test("a machine that is taken over falls silent, the others go on", () => {
  const { clock, simulator, seconds } = simulate();
  expect(simulator.stop(compressor)).toBe(true);
  expect(simulator.stop(compressor)).toBe(false);
  clock.advance(10_000);
  expect(seconds(compressor)).toEqual([0]);
  expect(seconds(hvac)).toEqual([0, 10]);
  expect(simulator.active()).toHaveLength(7);
  simulator.stopAll();
  clock.advance(60_000);
  expect(seconds(hvac)).toEqual([0, 10]);
  expect(simulator.active()).toEqual([]);
});

test("machines that are not active or not of the demo plant are left alone", () => {
  const machines = [
    { id: compressor, is_active: false, data_interval_seconds: 1 },
    { id: "press-7", is_active: true, data_interval_seconds: 1 },
  ];
  const enqueue = (): Enqueued => ({ kind: "full" });
  const simulator = runSimulator({ plant: createPlant({ seed: 1 }), machines, enqueue, ...createClock() });
  expect(simulator.active()).toEqual([]);
});

test("readings that found the inbox full, or could not be kept, are counted", async () => {
  const full = simulate({ answer: () => ({ kind: "full" }) });
  expect(full.simulator.lost()).toEqual({ skipped: 8, failed: 0 });
  const broken = simulate({
    answer: () => ({ kind: "taken", kept: Promise.reject(new Error("disk full")) }),
  });
  await Promise.resolve();
  expect(broken.simulator.lost()).toEqual({ skipped: 0, failed: 8 });
});
