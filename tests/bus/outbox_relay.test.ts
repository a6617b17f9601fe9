import { afterEach, expect, test } from "bun:test";
import { createOutboxRelay, type OutboxRelay, type OutboxRelayOptions } from "../../src/bus/outbox_relay";
import type { RecordedEvent } from "../../src/domain/event";
import { anomalies, anomaly, span, valuesOf } from "../support/recording_subscriber";

let outboxRelay: OutboxRelay | undefined;
afterEach(() => outboxRelay?.stop());

/** An outbox and a bus in memory; the bus can be away. */
function floor(recorded: RecordedEvent[], over: Partial<OutboxRelayOptions> = {}) {
  const heard: unknown[] = [];
  const bus = { away: false, busy: 0, mostBusy: 0 };
  const outbox = [...recorded];
  outboxRelay = createOutboxRelay({
    pending: async (limit) => outbox.slice(0, limit),
    async announce(events) {
      if (bus.away) throw new Error("Redis is away");
      bus.mostBusy = Math.max(bus.mostBusy, ++bus.busy);
      await Promise.resolve();
      bus.busy -= 1;
      heard.push(...valuesOf(events));
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
  return { outboxRelay, heard, outbox, bus };
}

test("what was pending at the start is announced in order and marked with its cursors", async () => {
  const marks: string[] = [];
  const onAnnounced = (done: { cursor: string }[]) => void marks.push(...done.map(({ cursor }) => cursor));
  const { outboxRelay, heard, outbox } = floor(anomalies(1, 1201), { onAnnounced });
  await outboxRelay.idle();
  expect(heard).toEqual(span(1, 1201));
  expect(outbox).toEqual([]);
  expect(marks.at(-1)).toBe("spring-1201");
});

test("a wake announces what was recorded since, and never two runs at once", async () => {
  const { outboxRelay, heard, outbox, bus } = floor([]);
  for (const n of span(1, 50)) {
    outbox.push(anomaly(n));
    outboxRelay.wake();
    if (n % 7 === 0) await Promise.resolve();
  }
  await outboxRelay.idle();
  expect(heard).toEqual(span(1, 50));
  expect(bus.mostBusy).toBe(1);
});

test("while the bus is away nothing is lost, and wakes do not hammer it", async () => {
  let failures = 0;
  const failed = Promise.withResolvers<void>();
  const { outboxRelay, heard, bus } = floor(anomalies(1, 3), {
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
  expect(heard).toEqual([]);
  bus.away = false;
  await outboxRelay.idle();
  expect(heard).toEqual([1, 2, 3]);
});

test("an event that nobody woke it for is found all the same", async () => {
  const found = Promise.withResolvers<void>();
  const { outboxRelay, outbox } = floor([], { everyMs: 10, onAnnounced: () => found.resolve() });
  await outboxRelay.idle();
  await new Promise(setImmediate); // lets the run end that idle asked for
  outbox.push(anomaly(1));
  await found.promise;
  expect(outbox).toEqual([]);
});

test("a stopped drain finishes its chunk and announces nothing more", async () => {
  const { outboxRelay, heard, outbox } = floor(anomalies(1, 3));
  await outboxRelay.stop();
  const before = heard.length;
  expect(heard.length + outbox.length).toBe(3);
  outbox.push(anomaly(4));
  outboxRelay.wake();
  await outboxRelay.idle();
  expect(heard.length).toBe(before);
});

test("waiting for idle ends in time though the bus is away", async () => {
  const { outboxRelay, heard, bus } = floor(anomalies(1, 3));
  bus.away = true;
  await outboxRelay.idle(20);
  expect(heard).toEqual([]);
});
