import { isSuppressed } from "../../../src/domain/alarm/alarm";
import { alarmOfEvent, isAlarmEvent } from "../../../src/domain/alarm/alarm_event";
import type { RecordedEvent } from "../../../src/domain/event";
import { isolateName } from "../../../src/words/isolate_name";
import { text } from "../../../src/words/text";
import { elementId } from "../element_id";
import { type Tone, ToneIcon } from "../icons";
import { alarmText, alertText, typeText } from "../../../src/words/alarm_text";
import { sortKey } from "../time";

type ToastProps = { event: RecordedEvent; machineName?: string; timezone: string };
type ToastContent = { tone: Tone; title: string; sentence: string; progress?: number };

/**
 * The notification of an event, or null for an event without one. A critical one interrupts a screen reader.
 * @param machineName the name of the event's machine, if known
 * @param timezone that of the plant
 */
export function Toast({ event, machineName, timezone }: ToastProps) {
  const content = contentOf({ event, machineName, timezone });
  if (!content) return null;
  return (
    <div
      id={toastId(event)}
      class={`toast ${content.tone}`}
      data-event-id={event.event_id}
      data-severity={content.tone}
      data-key={sortKey(Date.parse(event.published_at))}
      {...spoken(content.tone)}
    >
      <ToneIcon tone={content.tone} />
      <div>
        <b>
          <bdi>{content.title}</bdi>
        </b>
        <p>{content.sentence}</p>
        {event.unrecorded === true && <p data-unrecorded>{text.alarms.unrecorded}</p>}
        {content.progress !== undefined && (
          <progress max="100" value={content.progress} aria-label={content.title} />
        )}
      </div>
    </div>
  );
}

/**
 * Screen readers announce an alert when it is inserted. The page script announces the others, or some would
 * be read twice.
 */
const spoken = (tone: Tone) =>
  tone === "critical" ? { role: "alert" } : { role: "status", "aria-live": "off" as const };

/** The element id of a toast. The toasts of a training share one, so that each replaces the one before. */
function toastId(event: RecordedEvent): string {
  const isTraining = event.event_type.startsWith("training_") && typeof event.job_id === "string";
  return elementId("toast", isTraining ? String(event.job_id) : event.event_id);
}

/** The number of toasts that did not fit. */
export function ToastSummary({ count }: { count: number }) {
  return (
    <p id="toast-more" class="toast summary" data-toast-more={String(count)} data-key="0">
      {text.toast.more(count)}
    </p>
  );
}

/**
 * Whether an event has a toast. The change of an alarm has one only if the alarm became worse, or calls again; a
 * suppressed one has none; an event that was drawn before it could be recorded has had its own. What we tell again of a
 * condition that stands has its row.
 */
export function isNews(event: RecordedEvent): boolean {
  // A call has a place of its own.
  if (event.unrecorded === false || event.event_type === "call_updated") return false;
  if (isAlarmEvent(event) && isSuppressed(alarmOfEvent(event))) return false;
  if (event.event_type === "system_alert" && event.repeated === true && event.origin === "system")
    return event.raised === true || event.severity === "critical";
  return event.event_type !== "anomaly_updated" || event.raised === true;
}

function contentOf({ event, machineName, timezone }: ToastProps): ToastContent | null {
  if (!isNews(event)) return null;
  switch (event.event_type) {
    case "anomaly_updated":
    case "anomaly_detected": {
      const alarm = alarmOfEvent(event);
      return {
        tone: alarm.severity,
        title: machineName ?? alarm.machine_name ?? alarm.machine_id ?? text.unknown,
        sentence: text.list([isolateName(alarmText(alarm, timezone)), text.severity[alarm.severity]]),
      };
    }
    case "system_alert":
      return {
        tone: event.severity === "info" ? "normal" : event.severity,
        title: typeText(event.alert_type),
        sentence: alertText(event, timezone),
      };
    case "training_started":
      return {
        tone: "info",
        title: trainingTitle(event.model_type, machineName),
        sentence: text.event.training_started,
      };
    case "training_progress":
      return {
        tone: "info",
        title: trainingTitle(undefined, machineName),
        sentence: text.toast.trainingProgress(Math.round(event.progress_pct), event.message ?? ""),
        progress: event.progress_pct,
      };
    case "training_completed":
      return event.status === "completed"
        ? {
            tone: "success",
            title: trainingTitle(undefined, machineName),
            sentence: text.event.training_completed,
          }
        : {
            tone: "warning",
            title: trainingTitle(undefined, machineName),
            sentence: event.error_message ?? text.toast.trainingFailed,
          };
    default:
      return named(event, machineName);
  }
}

/** A kind without a toast of its own is told by its name. */
function named(event: RecordedEvent, machineName?: string): ToastContent {
  return { tone: "info", title: machineName ?? text.unknown, sentence: text.event[event.event_type] };
}

function trainingTitle(modelType: string | null | undefined, machineName: string | undefined): string {
  return text.toast.trainingOf(machineName ?? modelType ?? "");
}
