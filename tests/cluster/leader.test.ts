import { describe, expect, onTestFinished, test } from "bun:test";
import {
  alwaysLeader,
  type LeaseEvent,
  type LeaseState,
  leaseLeadership,
  nextLease,
} from "../../src/cluster/leader";
import type { LeaseStore } from "../../src/store/leases";
import { whyNoPostgres } from "../support/postgres";
import { freshUrl, onPostgres, open } from "../support/store";

/** Long enough that a busy machine does not let a lease run out by itself. */
const HOLD_MS = 600;

const standby: LeaseState = { until: null, resigned: false };
const leading: LeaseState = { until: 900, resigned: false };
const resigned: LeaseState = { until: null, resigned: true };
const granted = (askedAt: number): LeaseEvent => ({ kind: "granted", askedAt, holdMs: 1000 });

test.each<[state: LeaseState, event: LeaseEvent, now: number, after: LeaseState]>([
  [standby, granted(0), 10, leading],
  [leading, granted(500), 510, { until: 1400, resigned: false }],
  // An answer so late that another server may have begun already.
  [standby, granted(0), 900, standby],
  [leading, { kind: "refused" }, 10, standby],
  [leading, { kind: "expired" }, 900, standby],
  [leading, { kind: "resigned" }, 10, resigned],
  [resigned, granted(0), 10, resigned],
])("lease %j, then %j at %i: %j", (state, event, now, after) => {
  expect(nextLease(state, event, now)).toEqual(after);
});

test("a lone server leads at once, until it resigns", async () => {
  const leadership = alwaysLeader();
  let elections = 0;
  leadership.run({ onElected: () => void elections++, onLost: () => expect.unreachable() });
  expect([elections, leadership.isLeader()]).toEqual([1, true]);
  await leadership.resign();
  expect(leadership.isLeader()).toBe(false);
});

/** A server that runs for leader; `log` says when it was elected and when it lost. */
function candidate(lease: LeaseStore, name: string, log: string[]) {
  const [elected, lost] = [Promise.withResolvers<number>(), Promise.withResolvers<number>()];
  const leadership = leaseLeadership({
    lease,
    onFailure: () => {},
    holdMs: HOLD_MS,
    renewEveryMs: HOLD_MS / 3,
    askEveryMs: 10,
  });
  leadership.run({
    onElected() {
      log.push(`${name} begins`);
      elected.resolve(performance.now());
    },
    onLost() {
      log.push(`${name} ends`);
      lost.resolve(performance.now());
    },
  });
  onTestFinished(() => leadership.resign());
  return { ...leadership, elected: elected.promise, lost: lost.promise };
}

describe.skipIf(Boolean(whyNoPostgres()))("two servers that run for leader", () => {
  onPostgres();

  test("a leader that cannot renew has ended before the other begins", async () => {
    const url = await freshUrl();
    const [a, b] = [await open(url), await open(url)];
    onTestFinished(async () => {
      await Promise.all([a.close(), b.close()]);
    });
    const log: string[] = [];
    const renewals = Promise.withResolvers<void>();
    let renewed = 0;
    let isCut = false;
    const never = new Promise<boolean>(() => {});
    function take(ms: number) {
      if (renewed++ === 4) renewals.resolve();
      return isCut ? never : a.lease.take(ms);
    }
    const first = candidate({ take, release: a.lease.release }, "first", log);
    await first.elected;
    const second = candidate(b.lease, "second", log);
    await renewals.promise;
    expect(log).toEqual(["first begins"]); // the guard: while it renews, nobody else gets it
    isCut = true;
    const [lost, elected] = await Promise.all([first.lost, second.elected]);
    expect(log).toEqual(["first begins", "first ends", "second begins"]);
    expect(lost).toBeLessThan(elected);
    expect(first.isLeader()).toBe(false);
  });

  test("a leader that resigns is followed at once", async () => {
    const url = await freshUrl();
    const [a, b] = [await open(url), await open(url)];
    onTestFinished(async () => {
      await Promise.all([a.close(), b.close()]);
    });
    const log: string[] = [];
    const first = candidate(a.lease, "first", log);
    await first.elected;
    const second = candidate(b.lease, "second", log);
    const began = performance.now();
    await first.resign();
    expect((await second.elected) - began).toBeLessThan(HOLD_MS);
    expect(log).toEqual(["first begins", "first ends", "second begins"]);
  });
});
