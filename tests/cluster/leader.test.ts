import { describe, expect, onTestFinished, test } from "bun:test";
import {
  alwaysLeader,
  type LeaseEvent,
  leaseLeadership,
  type LeaseState,
  nextLease,
  stepLease,
} from "../../src/cluster/leader";
import type { Store } from "../../src/store/store";
import { whyNoPostgres } from "../support/postgres";
import { freshUrl, onEachDatabase, onPostgres, open, openFresh } from "../support/store";

/** Long enough that a busy machine does not let a lease run out by itself. */
const HOLD_MS = 600;

/** A server that runs for leader; `steps` says when it was elected and when it lost. */
function candidate(lease: Store["lease"], name: string, steps: string[]) {
  const elected = Promise.withResolvers<number>();
  const lost = Promise.withResolvers<number>();
  const times = { holdMs: HOLD_MS, renewEveryMs: HOLD_MS / 3, askEveryMs: 10 };
  const leadership = leaseLeadership({ lease, onFailure: () => {}, ...times });
  leadership.run({
    onElected() {
      steps.push(`${name} begins`);
      elected.resolve(performance.now());
    },
    onLost() {
      steps.push(`${name} ends`);
      lost.resolve(performance.now());
    },
  });
  onTestFinished(() => leadership.resign());
  return { ...leadership, elected: elected.promise, lost: lost.promise };
}

const idle: LeaseState = { until: null, resigned: false };
const leading: LeaseState = { until: 500, term: 7, resigned: false };
const granted = (askedAt: number) => ({ kind: "granted", term: 7, askedAt, holdMs: 1000 }) as const;

describe("the lease after an event", () => {
  const resigned: LeaseState = { until: null, resigned: true };

  test.each<[string, LeaseState, LeaseEvent, number, LeaseState]>([
    [
      "granted: its term runs from the question, and ends early",
      idle,
      granted(0),
      50,
      { ...idle, until: 900, term: 7 },
    ],
    ["renewed: the term is longer", leading, granted(300), 350, { ...idle, until: 1200, term: 7 }],
    ["granted too late: the term would be over already", idle, granted(0), 900, idle],
    ["renewed too late: it has lost", leading, granted(0), 901, idle],
    ["refused: it does not lead", leading, { kind: "refused" }, 100, idle],
    ["expired: it does not lead", leading, { kind: "expired" }, 500, idle],
    ["resigned: it does not lead", leading, { kind: "resigned" }, 100, resigned],
    ["resigned, and then granted: it does not lead again", resigned, granted(0), 50, resigned],
    ["resigned, and then refused: it stays so", resigned, { kind: "refused" }, 50, resigned],
  ])("%s", (_, before, event, now, after) => expect(nextLease(before, event, now)).toEqual(after));
});

test.each<[string, LeaseState, LeaseEvent, number, { ends: boolean; begins: boolean }]>([
  ["granted", idle, granted(0), 50, { ends: false, begins: true }],
  ["renewed in time", leading, granted(300), 350, { ends: false, begins: false }],
  ["granted as another term", leading, { ...granted(300), term: 8 }, 350, { ends: true, begins: true }],
  ["renewed after its end", leading, granted(550), 560, { ends: true, begins: true }],
  ["refused", leading, { kind: "refused" }, 100, { ends: true, begins: false }],
  ["noticed its end", leading, { kind: "expired" }, 500, { ends: true, begins: false }],
  ["refused once more", idle, { kind: "refused" }, 100, { ends: false, begins: false }],
])("a lease that is %s", (_, before, event, now, expected) => {
  expect(stepLease(before, event, now)).toMatchObject(expected);
});

test("a server without peers leads from the start until it resigns", async () => {
  const leadership = alwaysLeader();
  let elections = 0;
  leadership.run({ onElected: () => elections++, onLost: () => expect.unreachable() });
  expect([elections, leadership.isLeader()]).toEqual([1, true]);
  await leadership.resign();
  expect(leadership.isLeader()).toBe(false);
});

test("a leader whose database does not answer stops when its term is over, and leads again later", async () => {
  let isAway = false;
  const failures: unknown[] = [];
  const lease = {
    take: () => (isAway ? Promise.reject(new Error("away")) : Promise.resolve(1)),
    release: () => Promise.resolve(),
  };
  const times = { holdMs: 60, renewEveryMs: 10, askEveryMs: 10 };
  const leadership = leaseLeadership({ lease, onFailure: (error) => failures.push(error), ...times });
  onTestFinished(() => leadership.resign());
  let elections = 0;
  const lost = Promise.withResolvers<void>();
  const again = Promise.withResolvers<void>();
  leadership.run({
    onElected() {
      if (++elections === 1) isAway = true;
      else again.resolve();
    },
    onLost: lost.resolve,
  });
  await lost.promise;
  expect(leadership.isLeader()).toBe(false);
  expect(failures.length).toBeGreaterThan(0);
  isAway = false;
  await again.promise;
  expect(leadership.isLeader()).toBe(true);
});

onEachDatabase(() => {
  test("a lease that nobody has is taken at once, and renewed by its holder", async () => {
    const { lease, close } = await openFresh();
    expect(await lease.take(5_000)).toBe(1);
    expect(await lease.take(5_000)).toBe(1);
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
    expect(await a.lease.take(HOLD_MS)).toBeNumber();
    const began = performance.now();
    while (!(await b.lease.take(5_000)));
    expect(performance.now() - began).toBeWithin(HOLD_MS / 2, 4 * HOLD_MS);
    expect(await a.lease.take(5_000)).toBeUndefined();
  });

  test("one that is given back is free at once", async () => {
    const { a, b } = await two();
    await a.lease.take(60_000);
    await b.lease.release(); // the guard: only its holder can give it back
    expect(await b.lease.take(60_000)).toBeUndefined();
    await a.lease.release();
    expect(await b.lease.take(60_000)).toBeNumber();
  });

  test("a leader that resigns makes way at once", async () => {
    const { a, b } = await two();
    const steps: string[] = [];
    const first = candidate(a.lease, "first", steps);
    await first.elected;
    await first.resign();
    expect(await b.lease.take(60_000)).toBeNumber();
    expect(steps).toEqual(["first begins", "first ends"]);
  });

  test("a leader that cannot renew has ended before the other begins", async () => {
    const { a, b } = await two();
    const steps: string[] = [];
    const renewals = Promise.withResolvers<void>();
    let renewed = 0;
    let cut = false;
    const never = new Promise<number>(() => {});
    function take(ms: number) {
      if (renewed++ === 4) renewals.resolve();
      return cut ? never : a.lease.take(ms);
    }
    const first = candidate({ take, release: a.lease.release }, "first", steps);
    await first.elected;
    const second = candidate(b.lease, "second", steps);
    await renewals.promise;
    expect(steps).toEqual(["first begins"]); // the guard: while it renews, nobody else gets it
    cut = true;
    const [lost, taken] = await Promise.all([first.lost, second.elected]);
    expect(steps).toEqual(["first begins", "first ends", "second begins"]);
    expect(lost).toBeLessThan(taken);
    expect(first.isLeader()).toBe(false);
  });
});
