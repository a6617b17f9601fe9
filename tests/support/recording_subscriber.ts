import type { BusHandlers } from "../../src/bus/bus";
import type { Cursor } from "../../src/domain/cursor";
import type { AnnouncedEvent, FactoryEvent, MetricUpdated } from "../../src/domain/event";

export { powerOf, recordedAnomalies as anomalies, recordedAnomaly as anomaly } from "./builders";

/** A subscriber that records what it receives. */
export type RecordingSubscriber = BusHandlers & {
  events: AnnouncedEvent[];
  values: MetricUpdated[];
  externals: FactoryEvent[];
  unreadable: string[];
  healths: boolean[];
  gaps: [from: Cursor, to: Cursor][];
  /** Resolves as soon as the recorded messages fit. */
  until(fits: () => boolean): Promise<void>;
};

export function createRecordingSubscriber(): RecordingSubscriber {
  let waiting: { fits(): boolean; resolve(): void }[] = [];
  function note<T>(list: T[], item: T): void {
    list.push(item);
    for (const waiter of waiting) if (waiter.fits()) waiter.resolve();
    waiting = waiting.filter((waiter) => !waiter.fits());
  }
  const subscriber: RecordingSubscriber = {
    events: [],
    values: [],
    externals: [],
    unreadable: [],
    healths: [],
    gaps: [],
    event: (event) => note(subscriber.events, event),
    value: (value) => note(subscriber.values, value),
    external: (event) => note(subscriber.externals, event),
    published: (event) => note(subscriber.externals, event),
    malformed: (channel, reason) => note(subscriber.unreadable, `${channel} ${reason}`),
    health: (ok) => note(subscriber.healths, ok),
    gap: (from, to) => note(subscriber.gaps, [from, to]),
    until: (fits) => (fits() ? Promise.resolve() : new Promise((resolve) => waiting.push({ fits, resolve }))),
  };
  return subscriber;
}

/** Which ones they are. */
export function valuesOf(events: readonly FactoryEvent[]): unknown[] {
  return events.map((event) => event.value);
}

export function span(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
