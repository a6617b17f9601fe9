import { isSystemAlarmEvent } from "../domain/alarm/alarm_event";
import { compareCursors, type Cursor } from "../domain/cursor";
import { type AnnouncedEvent, type EventType, type FactoryEvent, machineOf } from "../domain/event";
import { type Audiences, concerns, type Stream, type StreamAudience, type Topic } from "./audiences";

/** The events that each stream carries, and the names under which programs receive them. */
const TYPES: Record<Stream, Partial<Record<EventType, string>>> = {
  dashboard: {
    anomaly_detected: "anomaly_detected",
    anomaly_updated: "anomaly_updated",
    metric_updated: "metric_updated",
    training_completed: "model_updated",
  },
  anomalies: { anomaly_detected: "anomaly_detected", anomaly_updated: "anomaly_updated" },
  training: {
    training_started: "training_started",
    training_progress: "training_progress",
    training_completed: "training_completed",
  },
  events: {
    system_alert: "system_alert",
    anomaly_updated: "anomaly_updated",
    call_updated: "call_updated",
  },
};

/** The name under which a stream carries an event. The changes of a system alert go where that went, and nowhere else. */
function typeOn(stream: Stream, event: FactoryEvent): string | undefined {
  const isOfAlert = event.event_type === "anomaly_updated" && isSystemAlarmEvent(event);
  const isElsewhere = event.event_type === "anomaly_updated" && isOfAlert !== (stream === "events");
  return isElsewhere ? undefined : TYPES[stream][event.event_type];
}

/** Events kept at hand so that a program that catches up joins the live stream without a gap or a double. */
const TAIL_EVENTS = 2_000;

/** The JSON side of live: one message an event, made once a stream. */
export type JsonStreams = {
  /** Publishes an event on every open stream that carries it. */
  onEvent(event: FactoryEvent): void;
  /** The messages of this audience among recorded events. */
  messages(events: readonly AnnouncedEvent[], audience: StreamAudience): string[];
  /** Events announced here after the cursor, as far as they are still at hand. */
  tail(after: Cursor): AnnouncedEvent[];
};

export function createJsonStreams(
  audiences: Pick<Audiences, "streams">,
  publish: (topic: Topic, message: string) => void,
): JsonStreams {
  let recent: AnnouncedEvent[] = [];

  /** @returns the message for an audience, if it concerns that; made once for all of the same name */
  function messageOf(event: FactoryEvent): (audience: StreamAudience) => string | undefined {
    const machineId = machineOf(event);
    const made = new Map<string, string>();
    return (audience) => {
      const type = typeOn(audience.stream, event);
      if (!type || !concerns(audience, machineId)) return undefined;
      const known = made.get(type);
      if (known !== undefined) return known;
      const text = JSON.stringify({ type, ...(event.id ? { id: event.id } : {}), data: event });
      made.set(type, text);
      return text;
    };
  }

  return {
    onEvent(event) {
      if (event.id) recent.push(event as AnnouncedEvent);
      if (recent.length > 2 * TAIL_EVENTS) recent = recent.slice(-TAIL_EVENTS);
      const message = messageOf(event);
      for (const [topic, audience] of audiences.streams()) {
        const text = message(audience);
        if (text) publish(topic, text);
      }
    },
    messages: (events, audience) => events.flatMap((event) => messageOf(event)(audience) ?? []),
    tail: (after) => recent.filter((event) => compareCursors(event.id, after) > 0),
  };
}
