import { machineOf } from "../../src/domain/event";
import { formatValue } from "../../src/domain/machine/metric";
import type { LogEntry } from "../../src/live/components/pages/event_log";
import { text } from "../../src/words/text";
import { elementId } from "../shared/element_id";
import { plantTime, sortKey } from "../shared/time";

/** A line of the event log: type, machine, latency and origin of an event. */
export function EventLine({ entry, timezone }: { entry: LogEntry; timezone: string }) {
  const { event, latencyMs, origin } = entry;
  const name =
    "machine_name" in event && typeof event.machine_name === "string" ? event.machine_name : machineOf(event);
  const at = Date.parse(event.published_at);
  return (
    <li
      id={elementId("event", event.event_id)}
      data-event-id={event.event_id}
      data-type={event.event_type}
      data-key={sortKey(at)}
    >
      <time>{Number.isNaN(at) ? text.unknown : plantTime(at, timezone)}</time>
      <b>{text.event[event.event_type]}</b>
      <bdi>{name ?? text.unknown}</bdi>
      <span class="latency">
        {latencyMs === null ? text.unknown : text.diagnostics.latency(formatValue(latencyMs))}
      </span>
      <span class="origin">{origin}</span>
      <code>{event.id}</code>
    </li>
  );
}
