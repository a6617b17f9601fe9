import { describe, expect, onTestFinished, test } from "bun:test";
import {
  alwaysTakesIn,
  givesUp,
  hears,
  holdInboundLease,
  type InboundEvent,
  type InboundState,
  intakeOf,
  nextInbound,
  NOT_TAKEN,
} from "../../src/cluster/inbound_lease";
import type { InboundHolder, InboundLeaseStore, Said } from "../../src/store/inbound_lease";
import { eventually } from "../support/andon";

describe("the inbound lease after an event", () => {
  const held: InboundState = { ...NOT_TAKEN, until: 3_700 };
  const other: InboundState = { ...NOT_TAKEN, otherAt: 50 };
  const stopped: InboundState = { ...NOT_TAKEN, stopped: true };
  const taken: InboundEvent = { kind: "taken", askedAt: 100 };

  test.each<[string, InboundState, InboundEvent, InboundState]>([
    ["taken: the hold runs from the question, and ends early", NOT_TAKEN, taken, held],
    ["taken from another", other, taken, held],
    ["another has it", NOT_TAKEN, { kind: "other" }, { ...NOT_TAKEN, otherAt: 200 }],
    ["lost to another", held, { kind: "other" }, { ...NOT_TAKEN, otherAt: 200 }],
    ["busy says nothing: a holder goes on to hold", held, { kind: "busy" }, held],
    ["busy says nothing: the other is still believed", other, { kind: "busy" }, other],
    ["given up", held, { kind: "given_up" }, NOT_TAKEN],
    ["stopped", held, { kind: "stopped" }, stopped],
    ["stopped, and then taken: not again", stopped, taken, stopped],
    ["stopped, and another has it", stopped, { kind: "other" }, { ...stopped, otherAt: 200 }],
  ])("%s", (_, before, event, after) => expect(nextInbound(before, event, 200)).toEqual(after));
});

test.each<[string, InboundState, number, string]>([
  ["within the hold", { ...NOT_TAKEN, until: 100 }, 99, "this"],
  ["past its end", { ...NOT_TAKEN, until: 100 }, 100, "nobody"],
  ["another, as the database just said", { ...NOT_TAKEN, otherAt: 100 }, 2_000, "other"],
  ["another, said too long ago", { ...NOT_TAKEN, otherAt: 100 }, 2_100, "nobody"],
  ["nothing is known", NOT_TAKEN, 0, "nobody"],
])("who takes in: %s", (_, state, now, intake) => expect(intakeOf(state, now)).toBe(intake as never));

test.each<[hears: boolean, said: Said[], up: boolean]>([
  [false, ["hears"], true],
  [false, [], false],
  [true, ["hears"], false],
  [true, ["hears", "claims"], true],
  [false, ["claims"], true],
])("a holder that hears: %p, while others say: %p; gives up: %p", (own, said, up) =>
  expect(givesUp(own, new Set(said))).toBe(up),
);

test("a link is proven while the bus counts as there and the last canary is fresh", () => {
  expect(hears({ busAwaySince: null }, 3_000)).toBe(true);
  expect(hears({ busAwaySince: null }, 4_000)).toBe(false);
  expect(hears({ busAwaySince: 1 }, 0)).toBe(false);
});

/** Servers on one lease, in memory. */
function plant() {
  let holder: string | null = null;
  const says = new Map<Said, string>();
  const store = (name: string): InboundLeaseStore => ({
    async take(_, afterMs): Promise<InboundHolder> {
      if (holder !== null && holder !== name) return "other";
      if (holder === null && afterMs > 0) return "busy";
      holder = name;
      return "this";
    },
    say: async (what) => void says.set(what, name),
    saidByOthers: async () => new Set([...says].flatMap(([what, by]) => (by === name ? [] : [what]))),
    release: async () => void (holder = holder === name ? null : holder),
  });
  const join = (name: string) => {
    const link = { hears: true };
    const onFailure = (error: unknown) => expect.unreachable(String(error));
    const lease = holdInboundLease({ lease: store(name), hears: () => link.hears, onFailure, askEveryMs: 5 });
    onTestFinished(lease.stop);
    return { ...lease, link };
  };
  return { join };
}

test("the holder that no longer hears keeps it while nobody else hears, and gives it up when another says so", async () => {
  const { join } = plant();
  const a = join("a");
  await eventually(() => a.intake() === "this", "the first has it");
  a.link.hears = false;
  for (let turn = 0; turn < 10; turn += 1) {
    await Bun.sleep(5);
    expect(a.intake()).toBe("this");
  }
  const b = join("b");
  await eventually(() => b.intake() === "this", "the one that hears has it");
  await eventually(() => a.intake() === "other", "the other knows");
  a.link.hears = true;
  for (let turn = 0; turn < 10; turn += 1) {
    await Bun.sleep(5);
    expect(b.intake()).toBe("this");
  }
});

test("a holder that hears gives it up to a server that has what the holder has not recorded", async () => {
  const { join } = plant();
  const a = join("a");
  await eventually(() => a.intake() === "this", "the first has it");
  const b = join("b");
  await eventually(() => b.intake() === "other", "the second knows");
  b.claim();
  await eventually(() => b.intake() === "this", "the second has it");
});

test("a server that stops makes way at once; alone it takes in from the start until then", async () => {
  const { join } = plant();
  const a = join("a");
  await eventually(() => a.intake() === "this", "it has it");
  const b = join("b");
  await a.stop();
  await eventually(() => b.intake() === "this", "the other has it");
  const alone = alwaysTakesIn();
  expect(alone.intake()).toBe("this");
  await alone.stop();
  expect(alone.intake()).toBe("nobody");
});
