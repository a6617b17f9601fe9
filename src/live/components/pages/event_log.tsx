import { EventLine } from "../../../../views/diagnostics/event_line";
import { machineOf, recordedAt, type RecordedEvent } from "../../../domain/event";
import { drawnLater, type Fragment } from "../../fragment";
import type { Component } from "../component";
import type { ReplayView } from "../components";

/** One line of the event log: the event, its time on the way to this server's screens, and its sender. */
export type LogEntry = { event: RecordedEvent; latencyMs: number | null; origin: string };

/** The log of events on the diagnostics page. */
export function createEventLog({ timezone, now, onUndrawable }: ReplayView) {
  function draw(event: RecordedEvent): Fragment[] {
    if (event.unrecorded === true) return [];
    const latencyMs = Math.max(0, now() - recordedAt(event));
    const entry: LogEntry = { event, latencyMs, origin: originOf(event) };
    const fragment = {
      target: "log",
      id: `log ${event.event_id}`,
      key: recordedAt(event),
      machineId: machineOf(event),
      urgency: 0,
    } as const;
    const html = () => String(<EventLine entry={entry} timezone={timezone} />);
    return [drawnLater(fragment, html, (error) => onUndrawable(event, error))];
  }

  return { pages: ["diagnostics"], draw } satisfies Component;
}

/** The sender of an event: "andon" where it names none. */
export function originOf(event: RecordedEvent): string {
  return "origin" in event && typeof event.origin === "string" ? event.origin : "andon";
}
