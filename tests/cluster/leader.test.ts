import { describe, expect, onTestFinished, test } from "bun:test";
import { runForLeader } from "../../src/cluster/leader";
import { whyNoPostgres } from "../support/postgres";
import { freshUrl, onEachDatabase, onPostgres, open, openFresh } from "../support/store";

/** Long enough that a busy machine does not let a lease run out by itself. */
const HOLD_MS = 600;

/** A server that wants the lease; `events` tells when it held it, in milliseconds. */
function candidate(lease: Parameters<typeof runForLeader>[0]["lease"], name: string, said: string[]) {
  const turn = { taken: Promise.withResolvers<number>(), lost: Promise.withResolvers<number>() };
  const kept = runForLeader({
    lease,
    taken() {
      said.push(`${name} begins`);
      turn.taken.resolve(performance.now());
    },
    lost() {
      said.push(`${name} ends`);
      turn.lost.resolve(performance.now());
    },
    onTrouble: () => {},
    holdMs: HOLD_MS,
    renewEveryMs: HOLD_MS / 3,
    askEveryMs: 10,
  });
  onTestFinished(() => kept.release());
  return { ...kept, taken: turn.taken.promise, lost: turn.lost.promise };
}

onEachDatabase(() => {
  test("a lease that nobody has is taken at once, and renewed by its holder", async () => {
    const { lease, close } = await openFresh();
    expect(await lease.take(5_000)).toBe(true);
    expect(await lease.take(5_000)).toBe(true);
    await close();
  });

  test("what is judged is kept with the machine's mark and its alarm's event, or not at all", async () => {
    const { lease, judged, states, events, close } = await openFresh();
    const step = { findings: [], states: new Map([["m", { seen: 1 }]]), upTo: new Map([["m", 17]]) };
    await expect(judged.save(step)).rejects.toThrow("the lease is with nobody");
    expect(await judged.upTo()).toEqual(new Map());
    await lease.take(5_000);
    await judged.save(step);
    await judged.save({ ...step, upTo: new Map([["m", 18]]) });
    expect(await judged.upTo()).toEqual(new Map([["m", 18]]));
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

  test("one holds it, the other only when it has run out", async () => {
    const { a, b } = await two();
    expect(await a.lease.take(HOLD_MS)).toBe(true);
    const began = performance.now();
    while (!(await b.lease.take(5_000)));
    expect(performance.now() - began).toBeWithin(HOLD_MS / 2, 4 * HOLD_MS);
    expect(await a.lease.take(5_000)).toBe(false);
  });

  test("one that is given back is free at once", async () => {
    const { a, b } = await two();
    await a.lease.take(60_000);
    await b.lease.release(); // the guard: only its holder can give it back
    expect(await b.lease.take(60_000)).toBe(false);
    await a.lease.release();
    expect(await b.lease.take(60_000)).toBe(true);
  });

  test("nothing is kept of what was judged by one that has lost it", async () => {
    const { a, b } = await two();
    await a.lease.take(1);
    while (!(await b.lease.take(60_000)));
    const step = { findings: [], states: new Map([["m", 1]]), upTo: new Map([["m", 1]]) };
    await expect(a.judged.save(step)).rejects.toThrow("the lease is with");
    expect(await b.judged.upTo()).toEqual(new Map());
  });

  test("a holder that cannot renew has ended before the other begins", async () => {
    const { a, b } = await two();
    const said: string[] = [];
    const renewals = Promise.withResolvers<void>();
    let renewed = 0;
    let cut = false;
    const never = new Promise<boolean>(() => {});
    function take(ms: number) {
      if (renewed++ === 4) renewals.resolve();
      return cut ? never : a.lease.take(ms);
    }
    const first = candidate({ take, release: a.lease.release }, "first", said);
    await first.taken;
    const second = candidate(b.lease, "second", said);
    await renewals.promise;
    expect(said).toEqual(["first begins"]); // the guard: while it renews, nobody else gets it
    cut = true;
    const [lost, taken] = await Promise.all([first.lost, second.taken]);
    expect(said).toEqual(["first begins", "first ends", "second begins"]);
    expect(lost).toBeLessThan(taken);
    expect(first.held()).toBe(false);
  });
});
