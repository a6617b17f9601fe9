import type { Cursor } from "../domain/cursor";
import type { AnnouncedEvent, LoggedEvent, MetricUpdated, RecordedEvent } from "../domain/event";
import type { Machine } from "../domain/machine/machine";
import { type Audiences, createAudiences, type PageAudience } from "./audiences";
import type { Component } from "./components/component";
import { liveComponents, type LiveView } from "./components/components";
import { createEarlyDraws } from "./early_draws";
import { createUnrecordedDraws } from "./unrecorded_draws";
import { createJsonStreams, type JsonStreams } from "./json_streams";
import { type PagesDeps, startPages } from "./pages";

/** Draws what happens once, and pushes it to every screen and program that it concerns. */
export type Live = {
  audiences: Audiences;
  jsonStreams: JsonStreams;
  onEvent(event: AnnouncedEvent): void;
  onValue(event: MetricUpdated): void;
  /** A machine is new or has been changed. */
  onMachine(machine: Machine): void;
  /**
   * Draws recorded events that cannot be announced now on every page. They have no cursor; announced later,
   * they go to programs and change nothing on a page.
   */
  drawUnannounced(events: readonly RecordedEvent[]): void;
  /**
   * Draws an event of another program that cannot be recorded now on every page, marked as such. The recorded
   * event of the same bytes takes its place.
   */
  drawUnrecorded(event: LoggedEvent & { event_id: string }, sentHash: string): void;
  /** Beats at once: the bus or the database went away or came back. */
  beat(): void;
  /** This server has missed events: every page must catch up by itself, every program is sent the gap. */
  resync(from: Cursor, to: Cursor): void;
  /** The newest cursor that every screen and program here has been sent. */
  latest(): Cursor;
  /** The first message on a new socket. */
  greeting(): string;
  /**
   * Everything that an audience has missed in one frame, with all that its page shows now. `extra` goes
   * first.
   */
  catchUp(events: readonly AnnouncedEvent[], audience: PageAudience, cursor: Cursor, extra?: string): string;
  stop(): void;
};

/** @param componentsOf makes the parts of the screens */
export function createLive(
  deps: PagesDeps,
  componentsOf: (view: LiveView) => readonly Component[] = liveComponents,
): Live {
  const { publish } = deps;
  const audiences = createAudiences(deps.mostSelections);
  const jsonStreams = createJsonStreams(audiences, publish);
  const unrecorded = createUnrecordedDraws(deps.now);
  const pages = startPages({ ...deps, unrecorded: unrecorded.list }, audiences, componentsOf);
  const earlyDraws = createEarlyDraws();
  const draw = (event: RecordedEvent) => pages.onEvent(event, unrecorded.recordedAs(event));

  return {
    audiences,
    jsonStreams,
    onEvent(event) {
      jsonStreams.onEvent(event);
      if (earlyDraws.isDue(event.event_id)) draw(event);
    },
    onValue(event) {
      jsonStreams.onEvent(event);
      pages.onValue(event);
    },
    onMachine: pages.onMachine,
    drawUnannounced(events) {
      for (const event of events) if (earlyDraws.isFirst(event.event_id)) draw(event);
    },
    drawUnrecorded(event, sentHash) {
      const marked = unrecorded.add(event, sentHash);
      if (marked) pages.drawUnrecorded(marked);
    },
    beat: pages.beat,
    resync(from, to) {
      for (const [topic] of audiences.pages()) publish(topic, JSON.stringify({ resync: true }));
      for (const [topic] of audiences.streams()) publish(topic, JSON.stringify({ type: "gap", from, to }));
    },
    latest: deps.latest,
    greeting: pages.greeting,
    catchUp: (events, audience, cursor, extra = "") => extra + pages.catchUp(events, audience, cursor),
    stop: pages.stop,
  };
}
