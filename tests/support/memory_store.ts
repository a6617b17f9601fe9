import { createSignal } from "../../src/async/signal";
import type { Alarm } from "../../src/domain/alarm/alarm";
import { detectedEvent } from "../../src/domain/alarm/alarm_event";
import type { LoggedEvent, RecordedEvent } from "../../src/domain/event";
import type { Store } from "../../src/store/store";

/**
 * A store in memory that records events and nothing else, where Bun.SQL is not to be had: pages find no alarm
 * in it, and screens see every event that is recorded.
 */
export function createMemoryStore(now: () => number): Store {
  const recorded = createSignal();
  let outbox: RecordedEvent[] = [];
  let count = 0;
  const none = () => Promise.resolve([]);

  async function record(events: readonly LoggedEvent[]): Promise<RecordedEvent[]> {
    const sealed = events.map((event) => ({
      ...event,
      event_id: event.event_id ?? `${now().toString(16).padStart(12, "0")}-${(count += 1)}`,
      published_at: new Date(now()).toISOString(),
    })) as RecordedEvent[];
    outbox.push(...sealed);
    recorded.fire();
    return sealed;
  }

  const store = {
    shared: false,
    onSetBack() {},
    events: {
      list: none,
      log: async () => ({ epoch: "memory", last: 0, lastEventId: null }),
      record,
      recordExternal: async (event: LoggedEvent) =>
        void (await record([{ ...event, state: "new", origin: "foreign" }])),
      sentHash: (event: LoggedEvent) => JSON.stringify(event),
      pending: async (limit: number) => outbox.slice(0, limit),
      unseen: none,
      async announced(events: { event_id: string }[]) {
        const announced = new Set(events.map(({ event_id }) => event_id));
        outbox = outbox.filter(({ event_id }) => !announced.has(event_id));
      },
      outbox: async () => ({ waiting: outbox.length, oldest: null }),
      onRecorded: recorded.listen,
    },
    alarms: {
      list: none,
      board: none,
      announcedAt: async () => new Map(),
      totals: async () => new Map(),
      async detected(alarms: Alarm[]) {
        await record(alarms.map(detectedEvent));
        return alarms;
      },
    },
    calls: { waiting: none },
    readings: { latest: none, points: none, newestStamps: async () => new Map() },
    ping: () => Promise.resolve(),
  };
  return store as unknown as Store;
}
