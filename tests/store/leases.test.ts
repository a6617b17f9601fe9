import { describe, expect, onTestFinished, test } from "bun:test";
import { positionAt } from "../../src/domain/machine/position";
import { whyNoPostgres } from "../support/postgres";
import { freshUrl, onEachDatabase, onPostgres, open, openFresh } from "../support/store";

/** Long enough that a busy machine does not let a lease run out by itself. */
const HOLD_MS = 600;

const step = (stamp: number) => ({
  findings: [],
  states: new Map([["m", { seen: 1 }]]),
  positions: new Map([["m", positionAt(stamp)]]),
});

onEachDatabase(() => {
  test("a free lease is taken at once, and renewed by its holder", async () => {
    const { lease, close } = await openFresh();
    expect(await lease.take(5_000)).toBe(true);
    expect(await lease.take(5_000)).toBe(true);
    await close();
  });

  test("a machine's state and position are saved together, and a second save replaces them", async () => {
    const { lease, judged, states, events, close } = await openFresh();
    await lease.take(5_000);
    await judged.save(step(17));
    await judged.save(step(18));
    expect(await judged.positions()).toEqual(new Map([["m", positionAt(18)]]));
    expect(await states.load()).toEqual(new Map([["m", { seen: 1 }]]));
    expect(await events.outbox()).toMatchObject({ waiting: 0 });
    await close();
  });
});

describe.skipIf(Boolean(whyNoPostgres()))("several servers and one lease", () => {
  onPostgres();

  async function two() {
    const url = await freshUrl();
    const [a, b] = [await open(url), await open(url)];
    onTestFinished(async () => {
      await Promise.all([a.close(), b.close()]);
    });
    return { a, b };
  }

  test("one holds it, the other gets it only when it has run out", async () => {
    const { a, b } = await two();
    expect(await a.lease.take(HOLD_MS)).toBe(true);
    const began = performance.now();
    while (!(await b.lease.take(5_000)));
    expect(performance.now() - began).toBeWithin(HOLD_MS / 2, 4 * HOLD_MS);
    expect(await a.lease.take(5_000)).toBe(false);
  });

  test("a lease that is given back is free at once", async () => {
    const { a, b } = await two();
    await a.lease.take(60_000);
    await b.lease.release(); // the guard: only its holder can give it back
    expect(await b.lease.take(60_000)).toBe(false);
    await a.lease.release();
    expect(await b.lease.take(60_000)).toBe(true);
  });

  test("nothing is saved by a server that never held the lease, or has lost it", async () => {
    const { a, b } = await two();
    await expect(a.judged.save(step(1))).rejects.toThrow("the lease is with nobody");
    await a.lease.take(1);
    while (!(await b.lease.take(60_000)));
    await expect(a.judged.save(step(1))).rejects.toThrow("the lease is with");
    expect(await b.judged.positions()).toEqual(new Map());
  });
});
