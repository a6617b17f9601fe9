import type { Cursor } from "../domain/cursor";
import type { AnnouncedEvent, MetricUpdated, RecordedEvent } from "../domain/event";
import type { Machine } from "../domain/machine/machine";
import { type Audiences, createAudiences, type PageAudience, type Topic } from "./audiences";
import { type Component, fragmentsFor } from "./components/component";
import { createComponentSet } from "./components/component_set";
import { liveComponents, type LiveView } from "./components/components";
import { LIVE_TICK_MS } from "./components/update_scheduler";
import { frame } from "./frame";
import { startHeartbeat } from "./heartbeat";
import { createJsonStreams, type JsonStreams } from "./json_streams";
import { createOutgoing } from "./outgoing";
import { createSnapshotCache } from "./snapshot_cache";

const REFRESH_EVERY_MS = 2_000;
/** The cursor of a bus that has not yet found its log. */
const UNKNOWN_CURSOR: Cursor = "none-0";

export type LiveDeps = Omit<LiveView, "tickMs"> & {
  build: string;
  publish(topic: Topic, message: string): void;
  /** Milliseconds since this server last received its own message over the bus. */
  canary(): number;
  /** When the bus was lost, while it is away. */
  busAwaySince(): number | null;
};

/** Draws what happens once, and pushes it to every screen and program that it concerns. */
export type Live = {
  audiences: Audiences;
  jsonStreams: JsonStreams;
  onEvent(event: AnnouncedEvent): void;
  onValue(event: MetricUpdated): void;
  /** A machine is new or has been changed. */
  onMachine(machine: Machine): void;
  /**
   * Draws recorded events that cannot be announced now on every page. They have no cursor; announced later, they go to
   * programs and change nothing on a page.
   */
  drawUnannounced(events: readonly RecordedEvent[]): void;
  /** Beats at once: the bus went away or came back. */
  beat(): void;
  /** This server has missed events: every page must catch up by itself, every program is told of the gap. */
  resync(from: string, to: string): void;
  /** The newest cursor that every screen and program here has been sent. */
  latest(): Cursor;
  /** The first message on a new socket. */
  greeting(): string;
  /** Everything that an audience has missed in one frame, with all that its page shows now. `extra` goes first. */
  catchUp(events: readonly AnnouncedEvent[], audience: PageAudience, cursor: string, extra?: string): string;
  stop(): void;
};

/** @param componentsOf makes the parts of the screens */
export function createLive(
  deps: LiveDeps,
  componentsOf: (view: LiveView) => readonly Component[] = liveComponents,
): Live {
  const { plantState, kpis, latencies, publish, now } = deps;
  const audiences = createAudiences();
  const jsonStreams = createJsonStreams(audiences, publish);
  const components = createComponentSet(componentsOf(deps), plantState, deps.onUndrawable);
  const snapshots = createSnapshotCache(components.snapshot, () => performance.now());
  const cursor = () => (deps.latest() === UNKNOWN_CURSOR ? null : deps.latest());
  const outgoing = createOutgoing({ audiences, components, publish, cursor, onFrame, now });
  const heartbeat = startHeartbeat({
    ...deps,
    audiences,
    // Frames that still wait keep the cursor back.
    cursor: () => (outgoing.isWaiting() ? null : cursor()),
  });
  /** The ids of events drawn before they were announced. */
  const unannounced = new Set<string>();
  const ticking = setInterval(tick, LIVE_TICK_MS);
  const refreshing = setInterval(() => void refresh(), REFRESH_EVERY_MS);

  const pages = () => [...audiences.pages()].map(([, audience]) => audience);

  /** A page that catches up after this frame must not be given a state from before it. */
  function onFrame(latenciesMs: readonly number[]) {
    snapshots.invalidate();
    kpis.seen(latenciesMs);
    for (const ms of latenciesMs) latencies.drawn.add(ms);
  }

  function draw(event: RecordedEvent) {
    snapshots.invalidate();
    outgoing.addEvent(event, components.onEvent(event));
  }

  function tick() {
    const open = pages();
    if (open.length === 0) return;
    outgoing.add(components.tick(open));
    if (outgoing.isWaiting() || components.isDue()) outgoing.soon();
  }

  async function refresh() {
    const batches = await components.refresh(pages());
    if (!batches) return;
    outgoing.add(batches);
    outgoing.soon();
  }

  return {
    audiences,
    jsonStreams,
    onEvent(event) {
      jsonStreams.onEvent(event);
      if (!unannounced.delete(event.event_id)) draw(event);
    },
    onValue(event) {
      jsonStreams.onEvent(event);
      components.onValue(event);
    },
    onMachine(machine) {
      snapshots.invalidate();
      components.onMachine(machine);
      outgoing.soon();
    },
    drawUnannounced(events) {
      for (const event of events) {
        if (unannounced.has(event.event_id)) continue;
        unannounced.add(event.event_id);
        draw(event);
      }
    },
    beat: heartbeat.beat,
    resync(from, to) {
      for (const [topic] of audiences.pages()) publish(topic, JSON.stringify({ resync: true }));
      for (const [topic] of audiences.streams()) publish(topic, JSON.stringify({ type: "gap", from, to }));
    },
    latest: deps.latest,
    greeting: heartbeat.greeting,
    catchUp(events, audience, cursor, extra = "") {
      const missed = fragmentsFor(audience, events.flatMap(components.draw));
      return extra + frame([...missed, ...snapshots.of(audience)], cursor);
    },
    stop() {
      heartbeat.stop();
      clearInterval(ticking);
      clearInterval(refreshing);
      outgoing.stop();
    },
  };
}
