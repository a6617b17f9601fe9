import { afterEach, expect, test } from "bun:test";
import { startOutboxPoller } from "../../src/bus/outbox_poller";
import { type Cursor, NO_CURSOR } from "../../src/domain/cursor";
import type { RecordedEvent } from "../../src/domain/event";
import { anomalies, anomaly, span, valuesOf } from "../support/recording_subscriber";

let stop = () => Promise.resolve();
afterEach(() => stop());

/** A poller of a database in memory, which looks every few milliseconds. */
function polling(unseen: RecordedEvent[], latest: Cursor = "log-1") {
  const bus = { isAway: true, fails: false };
  const asked: [Cursor | undefined, number][] = [];
  const troubles: unknown[] = [];
  const drawn: RecordedEvent[] = [];
  let looks = Promise.withResolvers<void>();
  const poller = startOutboxPoller({
    everyMs: 1,
    isAway: () => bus.isAway,
    latest: () => latest,
    events: {
      async unseen(after, limit) {
        asked.push([after, limit]);
        if (bus.fails) throw new Error("the database is away");
        return unseen.slice(-limit);
      },
    },
    draw(events) {
      drawn.push(...events);
      looks.resolve();
      looks = Promise.withResolvers();
    },
    log: { warn: (details: unknown) => troubles.push(details) },
  });
  stop = poller.stop;
  /** Resolves when a look that began from now on has been drawn. */
  const look = async () => {
    await looks.promise;
    await looks.promise;
  };
  return { bus, asked, drawn, troubles, look };
}

/**
 * Resolves when the poller has asked a few times whether the bus is away.
 * @param isAway the answer, by the times asked
 */
async function afterLooks(bus: { isAway: boolean }, isAway: (asked: number) => boolean) {
  let asked = 0;
  Object.defineProperty(bus, "isAway", { get: () => isAway(asked++) });
  while (asked < 5) await Bun.sleep(1);
}

test("while the bus is there nothing is read", async () => {
  const { bus, asked, drawn } = polling(anomalies(1, 3));
  await afterLooks(bus, () => false);
  expect([asked, drawn]).toEqual([[], []]);
});

test("while the bus is away each event is drawn once, in the order of recording", async () => {
  const recorded = anomalies(1, 3);
  const { drawn, look } = polling(recorded);
  await look();
  recorded.push(anomaly(4));
  await look();
  expect(valuesOf(drawn)).toEqual([1, 2, 3, 4]);
});

test("events that replace each other at an equal count are all drawn", async () => {
  const recorded = anomalies(1, 1);
  const { drawn, look } = polling(recorded);
  for (const n of [2, 3]) {
    await look();
    recorded.splice(0, 1, anomaly(n)); // one is announced elsewhere, another recorded
  }
  await look();
  expect(valuesOf(drawn)).toEqual([1, 2, 3]);
});

test("what the bus has passed on is asked from its cursor on; a bus that never found its log has passed on nothing", async () => {
  const following = polling([], "log-17");
  await following.look();
  expect(following.asked[0]?.[0]).toBe("log-17");
  await stop();
  const lost = polling([], NO_CURSOR);
  await lost.look();
  expect(lost.asked[0]?.[0]).toBeUndefined();
});

test("a flood longer than a page is read back to the events that are known", async () => {
  const recorded = anomalies(1, 10);
  const { drawn, look } = polling(recorded);
  await look();
  recorded.push(...anomalies(11, 3_500));
  await look();
  expect(valuesOf(drawn)).toEqual(span(1, 3_500));
});

test("a bus that comes back during a look draws nothing: everything missed has been passed on", async () => {
  const recorded = anomalies(1, 3);
  const { bus, drawn } = polling(recorded);
  await afterLooks(bus, (asked) => asked === 0);
  expect(drawn).toEqual([]);
});

test("a database that is away too is asked again", async () => {
  const { bus, drawn, troubles, look } = polling(anomalies(1, 2));
  bus.fails = true;
  while (troubles.length < 2) await Bun.sleep(1);
  bus.fails = false;
  await look();
  expect(valuesOf(drawn)).toEqual([1, 2]);
});
