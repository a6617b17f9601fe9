import { expect, onTestFinished, test } from "bun:test";
import type { Intake } from "../../src/cluster/inbound_lease";
import { createPublishedEvents } from "../../src/cluster/published_events";
import type { AnnouncedEvent, FactoryEvent, LoggedEvent } from "../../src/domain/event";
import { createStageCounters } from "../../src/live/state/diagnostics";
import type { MissedEvent } from "../../src/store/events/event_store";
import { eventually } from "../support/andon";
import { anomaly, powerOf } from "../support/recording_subscriber";

/** A server whose lease, database and clock are moved by hand. */
function serving(intake: Intake = "this") {
  const lease = { intake, claims: 0 };
  const clock = { at: 1_000_000, canary: 0 };
  const database = { away: false, refuses: undefined as unknown, failsAfter: undefined as unknown };
  const [recorded, shown, since]: [unknown[], unknown[], number[]] = [[], [], []];
  const stageCounters = createStageCounters(() => clock.at);
  let ids = 0;
  function put(event: LoggedEvent) {
    if (database.away) throw new Error("away");
    recorded.push(event.value);
    if (event.value !== database.failsAfter) return;
    events.onAnnounced(announced(Number(event.value)));
    throw new Error("failed after the commit");
  }
  const events = createPublishedEvents({
    lease: {
      intake: () => lease.intake,
      claim: () => void lease.claims++,
      stop: async () => void (lease.intake = "nobody"),
    },
    store: {
      events: {
        recordExternal: async (event) => put(event),
        async recordMissed(missed: readonly MissedEvent[], from) {
          since.push(from);
          const isRefused = ({ event }: MissedEvent) => event.value === database.refuses;
          for (const { event } of missed.filter((one) => !isRefused(one))) put(event);
          return missed.filter(isRefused).map(({ id }) => ({ id, error: new Error("spoilt") }));
        },
        sentHash: (event) => `h${String(event.value)}`,
      },
    },
    async recordValue(event: FactoryEvent) {
      if (database.away) throw new Error("away");
      recorded.push(`value ${String(event.value)}`);
    },
    live: { drawUnrecorded: (event) => shown.push(event.value) },
    stageCounters,
    canary: () => clock.canary,
    log: { info() {}, warn() {}, error() {} },
    now: () => clock.at,
    newId: () => `id-${(ids += 1)}`,
    lookEveryMs: 5,
    holderRecordsWithinMs: 20,
  });
  onTestFinished(events.stop);
  return { ...events, lease, clock, database, recorded, shown, since, stageCounters };
}

const sent = (value: number): FactoryEvent => {
  const { event_id: _, ...event } = anomaly(value);
  return event;
};
const announced = (value: number) =>
  ({ ...anomaly(value), id: "log-1", sent_hash: `h${value}` }) as AnnouncedEvent;
const looks = () => Bun.sleep(30);

test("the holder records events and values, and draws none of them itself", async () => {
  const { take, recorded, shown } = serving();
  take(sent(1));
  take(powerOf("m", 7));
  await eventually(() => recorded.length === 2, "both are recorded");
  await looks();
  expect([recorded, shown]).toEqual([[1, "value 7"], []]);
});

test("while the database is away each is drawn at once and kept; back, all are recorded in their order, once", async () => {
  const { take, recorded, shown, database, stageCounters } = serving();
  database.away = true;
  for (const n of [1, 2, 3]) take(sent(n));
  take(powerOf("m", 7));
  await eventually(() => shown.length === 3, "all are drawn");
  await eventually(() => stageCounters.externalWaiting === 4, "they are counted as waiting");
  database.away = false;
  await eventually(() => recorded.length === 4, "all are recorded");
  take(sent(4));
  await eventually(() => recorded.length === 5, "and later ones");
  await eventually(() => stageCounters.externalWaiting === 0, "nothing waits");
  expect(recorded).toEqual([1, 2, 3, "value 7", 4]);
  expect([shown, stageCounters.externalLost.count]).toEqual([[1, 2, 3], 0]);
});

test("another server keeps them and says nothing; when it becomes the holder it records them", async () => {
  const { take, recorded, shown, lease, since, stageCounters } = serving("other");
  take(sent(1));
  take(powerOf("m", 7));
  await looks();
  expect([recorded, shown, stageCounters.externalWaiting]).toEqual([[], [], 0]);
  lease.intake = "this";
  await eventually(() => recorded.length === 2, "both are recorded");
  expect([recorded, since]).toEqual([[1, "value 7"], [1_000_000 - 5_000]]);
});

test("what a server receives late is looked for from its last proof of the link on: it may be recorded since", async () => {
  const { take, recorded, lease, since, clock } = serving("other");
  clock.at += 60_000;
  clock.canary = 60_000; // frozen meanwhile
  take(sent(1));
  clock.canary = 0;
  take(sent(2));
  lease.intake = "this";
  await eventually(() => recorded.length === 2, "both are recorded");
  expect(since).toEqual([1_000_000 - 5_000]);
});

test("those of which the holder has taken care for longer than a fail-over are forgotten", async () => {
  const { take, recorded, lease, clock } = serving("other");
  take(sent(1));
  clock.at += 15_000;
  take(sent(2));
  clock.at += 6_000;
  await looks();
  lease.intake = "this";
  await eventually(() => recorded.length === 1, "one is recorded");
  expect(recorded).toEqual([2]);
});

test("the lease is claimed for what the holder has not recorded in its time, and for nothing else", async () => {
  const { take, onAnnounced, lease, clock } = serving("other");
  take(sent(1));
  onAnnounced(announced(1));
  clock.at += 100;
  await looks();
  expect(lease.claims).toBe(0);
  take(sent(2));
  await looks();
  expect(lease.claims).toBe(0); // it has its time
  clock.at += 100;
  await eventually(() => lease.claims > 0, "it is claimed");
});

test("while nobody can record, every server draws them and forgets none, however long that lasts", async () => {
  const { take, recorded, shown, lease, clock } = serving("nobody");
  take(sent(1));
  clock.at += 60_000;
  await eventually(() => shown.length === 1, "it is drawn");
  lease.intake = "this";
  await eventually(() => recorded.length === 1, "it is recorded");
});

test("one that another server has announced is not drawn", async () => {
  const { take, onAnnounced, shown, clock } = serving("nobody");
  take(sent(1));
  onAnnounced(announced(1));
  clock.at += 5_000;
  await looks();
  expect(shown).toEqual([]);
});

test("of those whose recording fails, one that is recorded and announced by then is not drawn as unrecorded", async () => {
  const { take, shown, lease, database } = serving();
  database.failsAfter = 1;
  take(sent(1));
  await looks();
  expect(shown).toEqual([]); // alone: its commit, but not the answer, got through
  lease.intake = "other";
  database.failsAfter = 2;
  for (const n of [2, 3]) take(sent(n));
  lease.intake = "this";
  await eventually(() => shown.length > 0, "what is not recorded is drawn");
  await looks();
  expect(shown).toEqual([3]); // together: after the commit of the first batch the second has failed
});

test("an event that the database refuses for long, while it takes others, is lost, counted and named", async () => {
  const { take, recorded, database, stageCounters } = serving();
  database.away = true;
  take(sent(1));
  take(sent(2));
  await looks();
  database.refuses = 1;
  database.away = false;
  await eventually(() => recorded.length === 1, "the other is recorded");
  await looks();
  expect(stageCounters.externalLost.count).toBe(0); // it has its time
});

test("a server that stops tries once more; what cannot be recorded then is counted as lost", async () => {
  const { take, stop, database, stageCounters } = serving();
  database.away = true;
  take(sent(1));
  await looks();
  await stop();
  expect(stageCounters.externalLost.count).toBe(1);
  expect(stageCounters.lastExternalLoss).toContain("stopped");
});
