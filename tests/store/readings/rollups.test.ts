import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Store } from "../../../src/store/store";
import { pieces } from "../../../src/store/readings/rollups";
import { ROLLUP_SECONDS, type RollupSeconds } from "../../../src/domain/machine/reading";
import {
  DAY,
  freshUrl,
  HOUR,
  MINUTE,
  onEachDatabase,
  open,
  reading,
  runs,
  START,
  withMachine,
} from "../../support/store";

type Sent = { second: number; value: number };

/** Readings of three days, mostly in the same few minutes, so that instants and minutes meet. */
const sent = fc.record({
  second: fc.oneof(fc.integer({ min: 0, max: 180 }), fc.integer({ min: 0, max: 3 * 86_400 - 1 })),
  value: fc.integer({ min: -50, max: 50 }),
});

async function rollAll(store: Store, slice = 1000) {
  while ((await store.roll(slice)) > 0);
}

/** The expected roll-ups, counted from the readings as they were sent. */
function counted(batches: Sent[][], span: RollupSeconds) {
  const values = new Map(batches.flat().map(({ second, value }) => [second, value]));
  const spans = Map.groupBy(values, ([second]) => Math.floor(second / span));
  return [...spans]
    .sort(([a], [b]) => a - b)
    .map(([index, entries]) => {
      const inside = entries.map(([, value]) => value);
      const sum = inside.reduce((a, b) => a + b);
      return {
        at: START + index * span * 1000,
        count: inside.length,
        mean: sum / inside.length,
        low: Math.min(...inside),
        high: Math.max(...inside),
      };
    });
}

/** Values of a machine that should send once a minute hold until the next, for three minutes at most; kWh. */
function drawn(batches: Sent[][], from: number, to: number): number {
  const values = [...new Map(batches.flat().map(({ second, value }) => [second, value]))];
  values.sort(([a], [b]) => a - b);
  return values.reduce((sum, [second, kw], place) => {
    const next = values[place + 1]?.[0] ?? second;
    if (next - second > 180) return sum;
    const seconds = Math.min(next, (to - START) / 1000) - Math.max(second, (from - START) / 1000);
    return sum + (kw * Math.max(0, seconds)) / 3600;
  }, 0);
}

onEachDatabase(() => {
  test("roll-ups of every span equal a count of all readings, however they arrived and were rolled", async () => {
    const period = [fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 5000 })] as const;
    // One database and a machine for each history: making a database takes longer than all else, on a slow disk minutes.
    await using room = await withMachine();
    const { store } = room;
    let histories = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(sent, { minLength: 1, maxLength: 30 }), { maxLength: 4 }),
        fc.integer({ min: 1, max: 20 }),
        ...period,
        async (batches, slice, first, last) => {
          const name = `Machine-${++histories}`;
          const machine = await store.machines.add({ name, data_interval_seconds: 60 });
          for (const batch of batches) {
            const at = ({ second }: Sent) => START + second * 1000;
            await store.readings.record(
              batch.map((one) => reading(machine, at(one), { power_kw: one.value })),
            );
            await rollAll(store, slice);
          }
          for (const span of ROLLUP_SECONDS) {
            const rolled = await store.readings.rolled(machine.id, "power_kw", span, START, START + 3 * DAY);
            expect(rolled).toEqual(counted(batches, span));
            const rows = await store.readings.rolledRows(machine.id, span, START, START + 3 * DAY);
            const kwh = rows.reduce((sum, row) => sum + (row.kwh ?? 0), 0);
            expect(kwh).toBeCloseTo(drawn(batches, START, START + 3 * DAY), 6);
            for (const { covered_ms } of rows) expect(covered_ms).toBeWithin(0, span * 1000 + 1);
          }
          const [from, to] = [START + first * MINUTE, START + last * MINUTE];
          const kwh = (await store.readings.energy(from, to)).get(machine.id) ?? 0;
          expect(kwh).toBeCloseTo(drawn(batches, from, to), 6);
        },
      ),
      { numRuns: runs(40) },
    );
  });

  test("rolling again changes nothing", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    await store.readings.record([reading(machine, START, { power_kw: 60, temp_c: 20 })]);
    await rollAll(store);
    const rows = () => store.readings.rolledRows(machine.id, 86_400, START, START + DAY);
    const before = await rows();
    await store.readings.record([{ ...reading(machine, START, { power_kw: 60 }), mode: "running" }]);
    expect(await store.roll(10)).toBe(1);
    expect(await rows()).toEqual(before);
    expect(await store.roll(10)).toBe(0);
  });

  test("one call rolls no more minutes than it is allowed", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    await store.readings.record(
      Array.from({ length: 10 }, (_, i) => reading(machine, START + i * MINUTE, { a: i })),
    );
    expect([await store.roll(6), await store.roll(6), await store.roll(6)]).toEqual([6, 4, 0]);
  });

  test("minutes that were stale at a stop are rolled after the start", async () => {
    const url = await freshUrl();
    const before = await open(url);
    const machine = await before.machines.add({ name: "Boiler-1" });
    await before.readings.record([reading(machine, START, { power_kw: 60 })]);
    await before.close();
    const after = await open(url);
    expect(await after.roll(10)).toBe(1);
    expect(await after.readings.rolled(machine.id, "power_kw", 60, START, START + DAY)).toHaveLength(1);
    await after.close();
  });

  test("one machine's roll-ups hold nothing of another's", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    const other = await store.machines.add({ name: "Boiler-1" });
    await store.readings.record([
      reading(machine, START, { power_kw: 60 }),
      reading(machine, START + 30_000, { power_kw: 60 }),
      reading(other, START, { power_kw: 600, steam_kgh: 5 }),
      reading(other, START + 30_000, { power_kw: 600 }),
    ]);
    await rollAll(store);
    expect(await store.readings.energy(START, START + HOUR)).toEqual(
      new Map([
        [machine.id, 0.5],
        [other.id, 5],
      ]),
    );
    expect(await store.readings.rolledRows(machine.id, 3600, START, START + HOUR)).toEqual([
      {
        at: START,
        kwh: 0.5,
        covered_ms: 30_000,
        energy_ms: 30_000,
        metrics: { power_kw: { count: 2, mean: 60, low: 60, high: 60 } },
      },
    ]);
  });

  test("a machine without a power meter draws nothing that is known", async () => {
    await using room = await withMachine();
    await room.store.readings.record([reading(room.machine, START, { temp_c: 60 })]);
    await rollAll(room.store);
    expect(await room.store.readings.energy(START, START + DAY)).toEqual(new Map());
  });

  test("thirty days are asked for in few rows", () => {
    const found = pieces(START + 5 * MINUTE, START + 30 * DAY);
    const rows = found.reduce((sum, { span, start, end }) => sum + (end - start) / 1000 / span, 0);
    expect(rows).toBeLessThan(70);
    expect(found[0]?.start).toBe(START + 5 * MINUTE);
    for (const [index, { end }] of found.entries())
      expect(found[index + 1]?.start ?? START + 30 * DAY).toBe(end);
  });
});
