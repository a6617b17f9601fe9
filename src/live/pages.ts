import { type Cursor, NO_CURSOR } from "../domain/cursor";
import type { AnnouncedEvent, MetricUpdated, RecordedEvent } from "../domain/event";
import type { Machine } from "../domain/machine/machine";
import type { Audiences, PageAudience, Topic } from "./audiences";
import { replacedRow } from "./components/alarm_rows";
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
  /** Different selections of machines that are watched at once; not given: as many as are asked for. */
  mostSelections?: number;
  /** Events that were drawn and could not be recorded yet. */
  unrecorded?(): RecordedEvent[];
};

/** The HTML side of live: everything is drawn once, and sent in frames to each page that it concerns. */
export type Pages = {
  /** @param before as it was drawn before it was recorded */
  onEvent(event: RecordedEvent, before?: RecordedEvent): void;
  /** The state of the plant does not take it in: it may be replaced, or be lost. */
  drawUnrecorded(event: RecordedEvent): void;
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
    onEvent(event, before) {
      snapshots.invalidate();
      const drawn = components.onEvent(before ? { ...event, unrecorded: false } : event);
      outgoing.addEvent(event, before ? [...replacedRow(before, event), ...drawn] : drawn);
    },
    drawUnrecorded: (event) => outgoing.addEvent(event, components.draw(event)),
    onValue: components.onValue,
    onMachine(machine) {
      snapshots.invalidate();
      components.onMachine(machine);
      outgoing.soon();
    },
    beat: heartbeat.beat,
    greeting: heartbeat.greeting,
    catchUp(events, audience, cursor) {
      const all = [...events, ...(deps.unrecorded?.() ?? [])];
      const missed = fragmentsFor(audience, all.flatMap(components.draw));
      return frame([...missed, ...snapshots.of(audience)], cursor);
    },
    stop() {
      heartbeat.stop();
      ticker.stop();
      outgoing.stop();
    },
  };
}
