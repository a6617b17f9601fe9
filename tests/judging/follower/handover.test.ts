import { afterAll, beforeAll, expect, test } from "bun:test";
import fc from "fast-check";
import { createMonitor } from "../../../src/detection/monitor/monitor";
import type { Reading } from "../../../src/domain/machine/reading";
import { followReadings } from "../../../src/judging/follower/follower";
import type { Store } from "../../../src/store/store";
import { open, START } from "../../support/store";

const LEARNING = 40;
const LAG_MS = 2_500;
let store: Store;
let machines = 0;
beforeAll(async () => {
  store = await open("sqlite://:memory:");
});
afterAll(() => store.close());

/** How a batch reaches the follower. After a "kill" nothing more was saved, after a "stop" everything. */
type Way = "handed over" | "read back" | "kill" | "stop";

/** Of each machine, for how many readings it is calm and wrong in turn, after it has learned. */
const machine = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 6 });
const batch = fc.record({
  size: fc.integer({ min: 1, max: 120 }),
  way: fc.constantFrom<Way>("handed over", "handed over", "read back", "kill", "stop"),
});

/**
 * The readings of some machines, one each a second, in an order that mixes them. A second gateway sends the
 * pressure of the same instant, some seconds behind, and some readings come twice.
 */
function streamOf(ids: readonly string[], turns: readonly number[][]): Reading[] {
  const readings = ids.flatMap((machine_id, place) => {
    const wrong = turns[place]!.flatMap((length, turn) => Array<boolean>(length).fill(turn % 2 === 1));
    return [...Array<boolean>(LEARNING + 10).fill(false), ...wrong].map((isWrong, i) => ({
      machine_id,
      at: START + i * 1000,
      metrics: { power_kw: isWrong ? 90 + Math.cos(i) : 50 + Math.sin(i * 1.7) },
      mode: null,
    }));
  });
  const lagging = readings
    .filter((_, index) => index % 3 === 0)
    .map((reading, index) => ({ ...reading, metrics: { pressure_bar: 7 + Math.sin(index) / 10 } }));
  const twice = readings.filter((_, index) => index % 7 === 0);
  return [
    ...readings.map((reading) => ({ sent: reading.at, reading })),
    ...lagging.map((reading) => ({ sent: reading.at + LAG_MS, reading })),
    ...twice.map((reading) => ({ sent: reading.at + 2 * LAG_MS, reading })),
  ]
    .toSorted((a, b) => a.sent - b.sent)
    .map(({ reading }) => reading);
}

async function lead(ids: ReadonlySet<string>) {
  const mine = <T>(all: ReadonlyMap<string, T>) => new Map([...all].filter(([id]) => ids.has(id)));
  const monitor = createMonitor({
    machine: () => undefined,
    open: await store.alarms.list({ machineIds: [...ids], states: ["new", "acknowledged"], limit: 10 }),
    states: mine(await store.states.load()),
    newId: () => Bun.randomUUIDv7(),
    learning: LEARNING,
  });
  const newest = async () => mine(await store.readings.newest());
  return followReadings({
    store: { ...store, readings: { ...store.readings, newest } },
    monitor,
    watermarks: mine(await store.judged.positions()),
    onJudged: () => {},
    onFailure: ({ error }) => {
      throw error;
    },
  });
}

/** Sends a stream to new machines, cut into these batches; the alarms of each machine that come of it. */
async function tell(turns: readonly number[][], batches: readonly { size: number; way: Way }[]) {
  const added = turns.map(() => store.machines.add({ name: `Press ${++machines}` }));
  const ids = (await Promise.all(added)).map(({ id }) => id);
  const stream = streamOf(ids, turns);
  let follower = await lead(new Set(ids));
  for (let start = 0, turn = 0; start < stream.length; turn++) {
    const { size, way } = batches[turn % batches.length]!;
    const readings = stream.slice(start, (start += size));
    const recorded = await store.readings.record(readings);
    if (way === "handed over") await follower.judge(recorded);
    if (way === "read back") await follower.look();
    if (way === "kill" || way === "stop") {
      await follower.stop(way === "stop");
      follower = await lead(new Set(ids));
    }
  }
  await follower.look();
  await follower.stop(true);
  return Promise.all(ids.map(alarmsOf));
}

async function alarmsOf(id: string) {
  const alarms = await store.alarms.list({ machineIds: [id], limit: 100 });
  return alarms.map(({ opened_at, cleared_at, updated_at, severity, value, peak_score }) => ({
    opened_at,
    cleared_at,
    updated_at,
    severity,
    value,
    peak_score,
  }));
}

test("readings that are handed over and readings that are read back lead to the same findings, however the stream is cut", async () => {
  let alarms = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(machine, { minLength: 1, maxLength: 3 }),
      fc.array(batch, { minLength: 1, maxLength: 8 }),
      async (turns, batches) => {
        const whole = await tell(turns, [{ size: 10_000, way: "read back" }]);
        expect(await tell(turns, batches)).toEqual(whole);
        alarms += whole.flat().length;
      },
    ),
    { numRuns: 30 },
  );
  expect(alarms).toBeGreaterThan(10); // the guard: there are findings to compare
}, 60_000);
