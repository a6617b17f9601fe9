import { type AlarmState, SEVERITIES } from "./alarm/alarm";
import { type EventType, type FactoryEvent, factoryEvent } from "./event";
import {
  type FieldReader,
  flag,
  isRecord,
  number,
  percent,
  record,
  requiredText,
  severity,
  OF_ARRIVAL,
  text,
  isAhead,
  timeByNow,
  time,
  timeIfAny,
  word,
} from "./field_mending";
import { cut } from "./text";

const ID_AT_MOST = 80;
const NAME_AT_MOST = 200;
const TEXT_AT_MOST = 4000;
const NOTES_AT_MOST = 20;
/** Characters of an event; what makes it larger is left out. */
const EVENT_AT_MOST = 256 * 1024;
const NO_ID = "unknown";

const anyText = text(TEXT_AT_MOST);

/** The states of an alarm in the words of other programs, which have no findings of the past. */
const STATES: Record<Exclude<AlarmState, "finding">, readonly string[]> = {
  new: ["open", "opened", "active", "firing", "raised", "triggered", "unacknowledged"],
  acknowledged: ["acked", "ack", "acknowledge", "confirmed"],
  cleared: ["clear", "normal", "ok", "inactive", "recovered"],
  resolved: ["resolve", "closed", "close", "done", "fixed"],
};
/** How a training ended. A word that is not known is no success. */
const OUTCOMES = {
  completed: ["complete", "success", "successful", "succeeded", "ok", "done", "finished", "trained"],
  failed: ["fail", "failure", "error", "errored", "aborted", "cancelled", "canceled", "timeout"],
};

/** Our own fields mean nothing in the events of others. */
const ours: FieldReader = () => undefined;

const about = { machine_id: anyText, metric: anyText, value: number, unit: anyText, timestamp: timeByNow };
const scored = { anomaly_score: number, severity: severity(SEVERITIES) };
const ofJob = { job_id: requiredText(ID_AT_MOST, NO_ID), machine_id: anyText };

/** How each field of each kind is read. Other fields are kept as they were sent. */
const FIELDS: Record<EventType, Readonly<Record<string, FieldReader>>> = {
  anomaly_detected: {
    ...{ ...about, ...scored, anomaly_id: anyText, machine_name: anyText, expected_value: number },
    ...{
      anomaly_type: anyText,
      deviation_percent: number,
      detection_method: anyText,
      reason: anyText,
      finding: ours,
    },
  },
  anomaly_updated: {
    ...{ ...about, ...scored, anomaly_id: requiredText(ID_AT_MOST, NO_ID), state: word(STATES, "new") },
    ...{ peak_score: number, by: anyText, note: anyText, raised: flag, false_alarm: flag, undone: flag },
  },
  metric_updated: {
    ...about,
    // A value is a reading: a stamp too far ahead refuses it.
    timestamp: time,
    mode: anyText,
    low: number,
    high: number,
    simulated: flag,
    learned: numberIfAny,
    ...{ quality: ours, sent: ours, since: ours },
  },
  training_started: { ...ofJob, model_type: anyText },
  training_progress: { ...ofJob, progress_pct: percent, status: anyText, message: anyText },
  training_completed: { ...ofJob, status: outcome, metrics: record, error_message: anyText },
  call_updated: {
    call_id: requiredText(ID_AT_MOST, NO_ID),
    call_type: requiredText(ID_AT_MOST, "other"),
    ...{ machine_id: anyText, area: anyText, by: anyText, cause: anyText, note: anyText },
    state: requiredText(ID_AT_MOST, "open"),
    ...{ opened_at: anyText, accepted_at: anyText, arrived_at: anyText, resolved_at: anyText },
    ...{ timestamp: timeByNow, waiting_since: ours, area_id: ours, steps: ours },
  },
  system_alert: {
    alert_type: requiredText(NAME_AT_MOST, "system_alert"),
    severity: severity(["info", ...SEVERITIES]),
    message: requiredText(TEXT_AT_MOST, ""),
    details: record,
    machine_id: anyText,
    alert_key: text(NAME_AT_MOST),
    state: anyText,
    anomaly_id: ours,
  },
};

function numberIfAny(...[sent, mending]: Parameters<FieldReader>): unknown {
  return number(sent, mending) ?? undefined;
}

/** An event of this kind says itself that a training has ended: without a word it was completed. */
function outcome(...[sent, mending]: Parameters<FieldReader>): unknown {
  return word(OUTCOMES, sent === undefined || sent === null ? "completed" : "failed")(sent, mending);
}

/**
 * Reads an event of another program: whatever can be recognised is taken, and its `details.mended` says in
 * sentences what was not as it should be. An event without fault stays as it is.
 *
 * @param at the time of arrival, epoch milliseconds
 * @param before what was mended already
 * @returns undefined when it cannot be read all the same
 */
export function mendEvent(
  event_type: EventType,
  sent: Readonly<Record<string, unknown>>,
  at: number,
  before: readonly string[] = [],
): FactoryEvent | undefined {
  const named = { ...sent, event_type };
  const asSent = before.length === 0 ? factoryEvent.safeParse(named).data : undefined;
  if (asSent && charactersOf(asSent) <= EVENT_AT_MOST && !isStampedAhead(asSent, at)) return asSent;
  const notes = [...before];
  const event: Record<string, unknown> = { ...named };
  for (const [field, read] of Object.entries({ ...FIELDS[event_type], published_at: timeIfAny })) {
    const value = read(event[field], { field, at, notes });
    if (value !== undefined) event[field] = value;
    else delete event[field];
  }
  leaveOutLargest(event, FIELDS[event_type], notes);
  return factoryEvent.safeParse(withNotes(event, notes)).data;
}

/** Whether the alarm that an event tells of is of a time that has yet to come. */
function isStampedAhead(event: FactoryEvent, at: number): boolean {
  const isOfAlarm = event.event_type === "anomaly_detected" || event.event_type === "anomaly_updated";
  return isOfAlarm && isAhead(event.timestamp, at);
}

/**
 * Leaves out the largest fields until the event is no larger than may be; those without which it tells of nothing last,
 * however many small ones come with it.
 */
function leaveOutLargest(event: Record<string, unknown>, known: object, notes: string[]) {
  let left = charactersOf(event);
  if (left <= EVENT_AT_MOST) return;
  const sizes = Object.entries(event).map(([field, value]) => ({
    field,
    size: charactersOf({ [field]: value }),
    isNeeded: field === "event_type" || (Object.hasOwn(known, field) && !isRecord(value)),
  }));
  const order = sizes.toSorted((a, b) => Number(a.isNeeded) - Number(b.isNeeded) || b.size - a.size);
  for (const { field, size } of order) {
    if (left <= EVENT_AT_MOST) return;
    notes.push(`${cut(field, ID_AT_MOST)}: ${size} characters are too many, left out`);
    delete event[field];
    left -= size;
  }
}

const charactersOf = (event: object) => JSON.stringify(event).length;

/** The event with more in its `details.mended`. */
export function withNote<T extends FactoryEvent>(event: T, note: string): T {
  return withNotes(event, [...mendedIn(event), note]) as T;
}

function withNotes(event: Record<string, unknown>, notes: readonly string[]): Record<string, unknown> {
  if (notes.length === 0) return event;
  const { details } = event;
  const sent = isRecord(details)
    ? details
    : details === undefined || details === null
      ? {}
      : { sent: details };
  return { ...event, details: { ...sent, mended: notes.slice(0, NOTES_AT_MOST) } };
}

/** What was mended in an event, in sentences. */
export function mendedIn({ details }: Readonly<Record<string, unknown>>): string[] {
  const mended = isRecord(details) ? details.mended : undefined;
  return Array.isArray(mended) ? mended.filter((note) => typeof note === "string") : [];
}

/** The event as another server would have read it: without a time of arrival, which differs. */
export function withoutArrival<T extends FactoryEvent>(event: T): Partial<T> {
  const isOfArrival = mendedIn(event).some(
    (note) => note.startsWith("timestamp: ") && note.endsWith(OF_ARRIVAL),
  );
  return isOfArrival ? { ...event, timestamp: undefined } : event;
}
