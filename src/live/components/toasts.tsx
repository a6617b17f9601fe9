import { isNews, Toast } from "../../../views/shared/alarm/toast";
import { machineOf, recordedAt, type RecordedEvent } from "../../domain/event";
import { PAGES } from "../audiences";
import { drawnLater, type Fragment } from "../fragment";
import type { Component } from "./component";
import type { ReplayView } from "./components";

/** The news that leaves by itself, on every page. */
export function createToasts({ plantState, timezone, onUndrawable }: ReplayView) {
  function draw(event: RecordedEvent): Fragment[] {
    if (!isNews(event)) return [];
    const machineId = machineOf(event);
    const machineName = machineId ? plantState.machine(machineId)?.name : undefined;
    const fragment = {
      target: "toast",
      id: `toast ${"job_id" in event ? String(event.job_id) : event.event_id}`,
      key: recordedAt(event),
      machineId,
      urgency: urgencyOf(event),
    } as const;
    const html = () => String(<Toast event={event} machineName={machineName} timezone={timezone} />);
    return [drawnLater(fragment, html, (error) => onUndrawable(event, error))];
  }

  return { pages: PAGES, draw } satisfies Component;
}

function urgencyOf(event: RecordedEvent): Fragment["urgency"] {
  const severity = "severity" in event ? event.severity : undefined;
  return severity === "critical" ? 2 : severity === "warning" ? 1 : 0;
}
