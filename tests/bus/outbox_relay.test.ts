import { afterEach, expect, test } from "bun:test";
import { createOutboxRelay, type OutboxRelay, type OutboxRelayOptions } from "../../src/bus/outbox_relay";
import type { RecordedEvent } from "../../src/domain/event";
import { eventually } from "../support/andon";
import { anomalies, anomaly, span, valuesOf } from "../support/recording_subscriber";

let outboxRelay: OutboxRelay | undefined;
afterEach(() => outboxRelay?.stop());

/** A relay between an outbox and a bus in memory; the bus can be away. */
function relaying(recorded: RecordedEvent[], over: Partial<OutboxRelayOptions> = {}) {
  const announced: unknown[] = [];
  /** The values of each call. */
  const announcing: unknown[][] = [];
  const bus = { away: false, busy: 0, mostBusy: 0 };
  const outbox = [...recorded];
  outboxRelay = createOutboxRelay({
    pending: async (limit) => outbox.slice(0, limit),
    async announce(events) {
      announcing.push(valuesOf(events));
      if (bus.away) throw new Error("Redis is away");
      bus.mostBusy = Math.max(bus.mostBusy, ++bus.busy);
      await Promise.resolve();
      bus.busy -= 1;
      announced.push(...valuesOf(events));
      return events.map((event) => `spring-${event.value}`);
    },
    async announced(marks) {
      for (const { event_id } of marks)
        outbox.splice(
          outbox.findIndex((event) => event.event_id === event_id),
          1,
        );
    },
    ...over,
  });
  return { outboxRelay, announced, announcing, outbox, bus };
}

test("events pending at the start are announced in order, and their cursors written back", async () => {
  const cursors: string[] = [];
  const onAnnounced = (done: { cursor: string }[]) => void cursors.push(...done.map(({ cursor }) => cursor));
  const { outboxRelay, announced, outbox } = relaying(anomalies(1, 1201), { onAnnounced });
  await outboxRelay.idle();
  expect(announced).toEqual(span(1, 1201));
  expect(outbox).toEqual([]);
  expect(cursors.at(-1)).toBe("spring-1201");
});

test("a wake announces the events recorded since, never in two runs at once", async () => {
  const { outboxRelay, announced, outbox, bus } = relaying([]);
  for (const n of span(1, 50)) {
    outbox.push(anomaly(n));
    outboxRelay.wake();
    if (n % 7 === 0) await Promise.resolve();
  }
  await outboxRelay.idle();
  expect(announced).toEqual(span(1, 50));
  expect(bus.mostBusy).toBe(1);
});

test("what another server has announced meanwhile is no failure any more: nothing is announced, once", async () => {
  let tries = 0;
  const { outboxRelay, outbox, bus, announcing } = relaying(anomalies(1, 3), {
    everyMs: 20,
    onFailed: () => void (tries += 1),
  });
  bus.away = true;
  await eventually(() => tries > 0, "it has failed");
  outbox.splice(0);
  const before = tries;
  await eventually(() => tries > before + 1, "it goes on trying whether the bus takes anything");
  bus.away = false;
  announcing.splice(0);
  await eventually(() => announcing.length > 0, "it tries again");
  outbox.push(anomaly(4));
  await outboxRelay.idle();
  expect(announcing.filter((values) => values.length === 0)).toHaveLength(1);
  expect(announcing.flat()).toEqual([4]);
});

test("while the bus is away nothing is lost, and recorded events do not make the relay hammer it", async () => {
  let failures = 0;
  const failed = Promise.withResolvers<void>();
  const { outboxRelay, announced, bus } = relaying(anomalies(1, 3), {
    everyMs: 100,
    onFailed() {
      failures += 1;
      failed.resolve();
    },
  });
  bus.away = true;
  await failed.promise;
  for (const _ of span(1, 20)) {
    outboxRelay.wake();
    await new Promise(setImmediate);
  }
  expect(failures).toBe(1);
  expect(announced).toEqual([]);
  bus.away = false;
  await outboxRelay.idle();
  expect(announced).toEqual([1, 2, 3]);
});

test("an event for which nothing woke the relay is found all the same", async () => {
  const found = Promise.withResolvers<void>();
  const { outboxRelay, outbox } = relaying([], { everyMs: 10, onAnnounced: () => found.resolve() });
  await outboxRelay.idle();
  await new Promise(setImmediate); // lets the run end that idle asked for
  outbox.push(anomaly(1));
  await found.promise;
  expect(outbox).toEqual([]);
});

test("a stopped relay finishes its chunk and announces nothing more", async () => {
  const { outboxRelay, announced, outbox } = relaying(anomalies(1, 3));
  await outboxRelay.stop();
  const before = announced.length;
  expect(announced.length + outbox.length).toBe(3);
  outbox.push(anomaly(4));
  outboxRelay.wake();
  await outboxRelay.idle();
  expect(announced.length).toBe(before);
});

test("waiting for idle ends in time though the bus is away", async () => {
  const { outboxRelay, announced, bus } = relaying(anomalies(1, 3));
  bus.away = true;
  await outboxRelay.idle(20);
  expect(announced).toEqual([]);
});
