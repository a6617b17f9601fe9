import { expect, test } from "bun:test";
import { createLocalBus, type LocalLog } from "../../src/bus/local";
import { compareCursors, provenCursor } from "../../src/domain/cursor";
import type { AnnouncedEvent } from "../../src/domain/event";
import {
  anomaly as randomAnomaly,
  createRecordingSubscriber,
  powerOf,
  span,
  valuesOf,
} from "../support/recording_subscriber";

/** The nth anomaly, always with the same id: cursors prove themselves by it. */
const anomaly = (n: number) => ({ ...randomAnomaly(n), event_id: `event-${n}` });
const anomalies = (from: number, to: number) => span(from, to).map(anomaly);

/** A log in memory that holds the events of `kept`, as the store's does. */
function logOf(kept: AnnouncedEvent[], last = kept.length): LocalLog {
  return {
    log: async () => ({ epoch: "spring", last, lastEventId: kept.at(-1)?.event_id ?? null }),
    list: async ({ after, limit }) =>
      kept.filter((event) => compareCursors(event.id, after) > 0).slice(0, limit),
  };
}

function keptEvents(from: number, to: number): AnnouncedEvent[] {
  return span(from, to).map((n) => ({ ...anomaly(n), id: at(n) }));
}

/** The cursor of the nth anomaly. */
const at = (n: number, epoch = "spring") => provenCursor(`${epoch}-${n}`, anomaly(n).event_id);

test("numbers go on where the log ended", async () => {
  const bus = await createLocalBus(logOf(keptEvents(1, 3)));
  expect(bus.latest()).toBe(at(3));
  expect(await bus.announce(anomalies(4, 5))).toEqual([at(4), at(5)]);
  expect(bus.latest()).toBe(at(5));
});

test("the subscriber gets events in order, with their cursors, and values without", async () => {
  const bus = await createLocalBus(logOf([]));
  const subscriber = createRecordingSubscriber();
  await bus.subscribe(subscriber);
  await bus.announce(anomalies(1, 3));
  bus.announceValues([powerOf("boiler-1", 7)]);
  expect(subscriber.events.map(({ id, value }) => [id, value])).toEqual([
    [at(1), 1],
    [at(2), 2],
    [at(3), 3],
  ]);
  expect(valuesOf(subscriber.values)).toEqual([7]);
  expect(subscriber.values[0]).not.toHaveProperty("id");
});

test("an event announced twice keeps its cursor and arrives once", async () => {
  const bus = await createLocalBus(logOf([]));
  const subscriber = createRecordingSubscriber();
  await bus.subscribe(subscriber);
  const [first, second] = [anomaly(1), anomaly(2)];
  await bus.announce([first]);
  expect(await bus.announce([first, second])).toEqual([at(1), at(2)]);
  expect(valuesOf(subscriber.events)).toEqual([1, 2]);
});

test("since finds events that were announced but not yet written back", async () => {
  const bus = await createLocalBus(logOf(keptEvents(1, 3)));
  await bus.announce(anomalies(4, 5));
  const since = await bus.since(at(1), 10);
  expect(since).toMatchObject({ kind: "events", latest: at(5), more: false });
  expect(since.kind === "events" && valuesOf(since.events)).toEqual([2, 3, 4, 5]);
});

test("since answers at most as many as asked for, and says that there is more", async () => {
  const bus = await createLocalBus(logOf(keptEvents(1, 4)));
  await bus.announce(anomalies(5, 6));
  const since = await bus.since(at(1), 2);
  expect(since.kind === "events" && valuesOf(since.events)).toEqual([2, 3]);
  expect(since).toMatchObject({ more: true, latest: at(6) });
  expect(await bus.since(at(2), 4)).toMatchObject({ more: false });
});

test("events that fell out of memory are read from the log", async () => {
  const kept: AnnouncedEvent[] = [];
  const bus = await createLocalBus(logOf(kept));
  const announced = anomalies(1, 1500);
  const cursors = await bus.announce(announced);
  kept.push(...announced.slice(0, 1200).map((event, i) => ({ ...event, id: cursors[i] ?? "" })));
  const since = await bus.since(at(100), 2000);
  expect(since.kind === "events" && valuesOf(since.events)).toEqual(span(101, 1500));
});

test("a page that is up to date gets nothing", async () => {
  const bus = await createLocalBus(logOf(keptEvents(1, 3)));
  expect(await bus.since(at(3), 10)).toEqual({
    kind: "events",
    events: [],
    latest: at(3),
    more: false,
  });
});

test.each([
  ["another epoch", at(5, "winter")],
  ["a number not given yet", at(9)],
  ["one older than the log", at(3)],
  ["one that names another event", provenCursor("spring-5", anomaly(77).event_id)],
  ["the newest number, of another event", provenCursor("spring-6", anomaly(77).event_id)],
  ["a number without proof, as earlier versions gave", "spring-5"],
  ["no cursor at all", "nonsense"],
])("%s is a gap", async (_, cursor) => {
  const bus = await createLocalBus(logOf(keptEvents(4, 6), 6));
  expect(await bus.since(cursor, 10)).toEqual({ kind: "gap", latest: at(6) });
  expect(await bus.since(at(4), 10)).toMatchObject({ kind: "events" }); // the guard: it has no gap there
});

test("an empty log that once held events admits the gap", async () => {
  const bus = await createLocalBus(logOf([], 57));
  expect(await bus.since(at(3), 10)).toEqual({ kind: "gap", latest: "spring-57" });
});
