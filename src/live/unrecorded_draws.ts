import { isPlainId } from "../domain/alarm/alarm";
import { isAlarmEvent } from "../domain/alarm/alarm_event";
import { alarmSeverity, saysOver } from "../domain/alarm/alert_event";
import type { LoggedEvent, RecordedEvent, SystemAlert } from "../domain/event";
import { iso } from "../domain/iso";

/** So many are drawn again on a page that loads or catches up; of others it is told once they are recorded. */
const REDRAWN_AT_MOST = 300;
/** Open alarms of other programs' alerts that are known by heart. */
const OPEN_AT_MOST = 10_000;

/** Events of other programs that screens show although nothing could record them yet. */
export type UnrecordedDraws = {
  /**
   * The event as it is to be drawn, marked; undefined for a kind that is not: the change of an alarm, or a training,
   * would hide what is recorded of it.
   */
  add(event: LoggedEvent & { event_id: string }, sentHash: string): RecordedEvent | undefined;
  /** The oldest that was drawn of the same bytes as an event that is recorded now. */
  recordedAs(event: RecordedEvent): RecordedEvent | undefined;
  /** Those that still are not recorded. */
  list(): RecordedEvent[];
};

/** @param now epoch milliseconds */
export function createUnrecordedDraws(now: () => number): UnrecordedDraws {
  const drawn = new Map<string, RecordedEvent[]>();
  const alerts = rowsOfAlerts();

  return {
    add(event, sentHash) {
      if (event.event_type !== "anomaly_detected" && event.event_type !== "system_alert") return undefined;
      const marked: RecordedEvent = {
        ...event,
        ...(event.event_type === "system_alert" ? alerts.rowOf(event, iso(now())) : alarmIdOf(event)),
        published_at: iso(now()),
        unrecorded: true,
      };
      drawn.set(sentHash, [...(drawn.get(sentHash) ?? []), marked]);
      return marked;
    },
    recordedAs(event) {
      alerts.note(event);
      const { sent_hash } = event;
      const [first, ...rest] = drawn.get(String(sent_hash)) ?? [];
      if (rest.length > 0) drawn.set(String(sent_hash), rest);
      else drawn.delete(String(sent_hash));
      if (drawn.size === 0) alerts.forget();
      return first;
    },
    list: () => [...drawn.values()].flat().slice(-REDRAWN_AT_MOST),
  };
}

/** The alarm's id as the store will give it, unless an alarm of that id is there. */
function alarmIdOf(event: LoggedEvent & { event_id: string }) {
  if (event.event_type !== "anomaly_detected") return {};
  return isPlainId(event.anomaly_id ?? "") ? {} : { anomaly_id: event.event_id };
}

/**
 * Gives an alert that stands a row, one however often it is told: none where its alarm is open and has its own. One that is
 * over, or only a toast, gets none: what it ends may not be recorded yet.
 */
function rowsOfAlerts() {
  const drawn = new Map<string, string>();
  /** The open alarms that recorded alerts told of, by the keys of these. */
  const open = new Map<string, string>();

  return {
    rowOf(alert: SystemAlert & { event_id: string }, opened_at: string) {
      const [key, severity] = [keyOf(alert), alarmSeverity(alert)];
      if (severity === undefined || saysOver(alert) || open.has(key)) return { anomaly_id: undefined };
      const anomaly_id = drawn.get(key) ?? alert.event_id;
      drawn.set(key, anomaly_id);
      return { anomaly_id, opened_at, state: "new", origin: "external", alarm_severity: severity };
    },
    note(event: RecordedEvent) {
      if (event.origin !== "external" || !isAlarmEvent(event)) return;
      if (event.state === "resolved") {
        for (const [key, id] of open) if (id === event.anomaly_id) open.delete(key);
      } else if (event.event_type === "system_alert") {
        open.set(keyOf(event), event.anomaly_id);
        if (open.size > OPEN_AT_MOST) open.delete(open.keys().next().value ?? "");
      }
    },
    forget: () => drawn.clear(),
  };
}

function keyOf({ alert_key, alert_type, machine_id, message }: SystemAlert): string {
  return JSON.stringify(alert_key ? [alert_key] : [alert_type, machine_id, message]);
}
