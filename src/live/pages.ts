import { type Cursor, NO_CURSOR } from "../domain/cursor";
import type { AnnouncedEvent, MetricUpdated, RecordedEvent } from "../domain/event";
import type { Machine } from "../domain/machine/machine";
import type { Audiences, PageAudience, Topic } from "./audiences";
import { type Component, fragmentsFor } from "./components/component";
import { createComponentSet } from "./components/component_set";
import type { LiveView } from "./components/components";
import { frame } from "./frame";
import { startHeartbeat } from "./heartbeat";
import type { LinkWarning } from "./link_warning";
import { createOutgoing } from "./outgoing";
import { createSnapshotCache } from "./snapshot_cache";
import { startTicker } from "./ticker";

export type PagesDeps = Omit<LiveView, "tickMs"> & {
  build: string;
  publish(topic: Topic, message: string): void;
  /** What every page has to say about the bus and the database. */
  warning(): LinkWarning;
};

/** The HTML side of live: everything is drawn once, and sent in frames to each page that it concerns. */
export type Pages = {
  onEvent(event: RecordedEvent): void;
  onValue(value: MetricUpdated): void;
  onMachine(machine: Machine): void;
  beat(): void;
  greeting(): string;
  catchUp(events: readonly AnnouncedEvent[], audience: PageAudience, cursor: Cursor): string;
  stop(): void;
};

export function startPages(
  deps: PagesDeps,
  audiences: Audiences,
  componentsOf: (view: LiveView) => readonly Component[],
): Pages {
  const { plantState, kpis, latencies, publish, now } = deps;
  const components = createComponentSet(componentsOf(deps), plantState, deps.onUndrawable);
  const snapshots = createSnapshotCache(components.snapshot, () => performance.now());
  const cursor = () => (deps.latest() === NO_CURSOR ? null : deps.latest());
  const outgoing = createOutgoing({ audiences, components, publish, cursor, onFrame, now });
  // Frames that still wait keep the cursor of a beat back.
  const sentUpTo = () => (outgoing.isWaiting() ? null : cursor());
  const heartbeat = startHeartbeat({ ...deps, audiences, cursor: sentUpTo });
  const ticker = startTicker({ audiences, components, outgoing });

  /** A page that catches up after this frame must not be given a state from before it. */
  function onFrame(latenciesMs: readonly number[]) {
    snapshots.invalidate();
    kpis.seen(latenciesMs);
    for (const ms of latenciesMs) latencies.drawn.add(ms);
  }

  return {
    onEvent(event) {
      snapshots.invalidate();
      outgoing.addEvent(event, components.onEvent(event));
    },
    onValue: components.onValue,
    onMachine(machine) {
      snapshots.invalidate();
      components.onMachine(machine);
      outgoing.soon();
    },
    beat: heartbeat.beat,
    greeting: heartbeat.greeting,
    catchUp(events, audience, cursor) {
      const missed = fragmentsFor(audience, events.flatMap(components.draw));
      return frame([...missed, ...snapshots.of(audience)], cursor);
    },
    stop() {
      heartbeat.stop();
      ticker.stop();
      outgoing.stop();
    },
  };
}
