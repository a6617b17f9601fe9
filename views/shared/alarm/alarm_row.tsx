import { asksIfNormal } from "../../../src/domain/alarm/still_so";
import { type Alarm, isOfUnknownMachine, isSuppressed } from "../../../src/domain/alarm/alarm";
import type { ShownAlarm } from "../../../src/live/state/shown_alarm";
import { formatTo, formatValue } from "../../../src/domain/machine/metric";
import { isolateName } from "../../../src/words/isolate_name";
import { text } from "../../../src/words/text";
import { elementId } from "../element_id";
import { SuppressedIcon, ToneIcon } from "../icons";
import { measuredText, typeText, whyBesideTime } from "../../../src/words/alarm_text";
import { Instant, plantMinute, plantTime } from "../time";
import { notKnownText } from "./not_known_text";
import { isToAcknowledge } from "./action_buttons";
import { AlarmDetails } from "./alarm_details";
import { AlarmGroup } from "./alarm_group";
import { placeIn } from "./row_order";
import { suppressedText } from "./suppressed_text";

/** The element id of an alarm's row. */
export function rowId(alarmId: string): string {
  return elementId("alarm", alarmId);
}

type AlarmRowProps = { alarm: ShownAlarm; timezone: string; worstFirst?: boolean };

/**
 * One alarm. Page, push, catch-up and replay share this row, so it must not depend on the reader: its button
 * belongs to the page's form "answer" and knows no URL. `data-key` sorts rows by opening time, consequences below their
 * first-out; where `worstFirst`, by priority. `data-rank` says which rows go where there are too many.
 */
export function AlarmRow({ alarm, timezone, worstFirst }: AlarmRowProps) {
  const machine = alarm.machine_name ?? alarm.machine_id ?? kindOf(alarm);
  return (
    <tr
      id={rowId(alarm.id)}
      class={isSuppressed(alarm) || alarm.state === "resolved" ? "quiet" : undefined}
      data-anomaly-id={alarm.id}
      data-severity={alarm.severity}
      data-state={isSuppressed(alarm) ? "suppressed" : alarm.state}
      {...placeIn(alarm, worstFirst)}
      data-unrecorded={alarm.unrecorded}
    >
      <td class="icon">
        <Sign alarm={alarm} />
        {alarm.priority && <small>{text.alarms.priority(alarm.priority)}</small>}
      </td>
      <td class="since">
        <Instant at={alarm.opened_at} timezone={timezone} />
      </td>
      <th scope="row" class="machine">
        <bdi>{machine}</bdi>
        {isOfUnknownMachine(alarm) && (
          <small class="unregistered">{text.alarms.unregistered(alarm.machine_id ?? machine)}</small>
        )}
      </th>
      <td class="what">
        {alarm.unrecorded ? (
          <bdi>{whyBesideTime(alarm) ?? measuredText(alarm)}</bdi>
        ) : (
          <AlarmDetails alarm={alarm} timezone={timezone}>
            <bdi>{whyBesideTime(alarm) ?? measuredText(alarm)}</bdi>
          </AlarmDetails>
        )}
        {alarm.reason && !isOurs(alarm) && alarm.value !== null && (
          <small dir="auto">{measuredText(alarm)}</small>
        )}
        <AlarmGroup alarm={alarm} />
        {alarm.unrecorded && <small>{text.alarms.unrecorded}</small>}
        <NotKnown alarm={alarm} timezone={timezone} />
        {asksIfNormal(alarm) && <small>{text.alarms.stillSo}</small>}
        <OutOfTime alarm={alarm} timezone={timezone} />
        {alarm.note && <small class="note">{text.alarms.noted(alarm.note)}</small>}
      </td>
      <td class="score">{scoreOf(alarm)}</td>
      <td class="state">{stateOf(alarm, timezone)}</td>
      <td class="action">{isToAcknowledge(alarm) && <Acknowledge alarmId={alarm.id} machine={machine} />}</td>
    </tr>
  );
}

function Acknowledge({ alarmId, machine }: { alarmId: string; machine: string }) {
  return (
    <button
      type="submit"
      form="answer"
      name="acknowledge"
      value={alarmId}
      aria-label={text.alarms.acknowledgeThis(machine)}
    >
      {text.alarms.acknowledge}
    </button>
  );
}

/** A crossed bell where the alarm calls nobody, else the sign of its severity. */
function Sign({ alarm }: { alarm: Alarm }) {
  const { severity } = alarm;
  if (!isSuppressed(alarm)) return <ToneIcon tone={severity} />;
  return <SuppressedIcon word={text.list([text.suppression.icon, text.severity[severity]])} />;
}

/** Says so where the metrics of an alarm send no good values any more. */
function NotKnown({ alarm, timezone }: { alarm: ShownAlarm; timezone: string }) {
  const { notKnownSince, opened_at } = alarm;
  if (notKnownSince === undefined) return null;
  const sentence = notKnownText(notKnownSince, timezone, opened_at);
  return <small class="not-known">{text.alarms.valuesStopped(sentence)}</small>;
}

/** Says whose acknowledgement is over, where an alarm is new again because it still stands. */
function OutOfTime({ alarm, timezone }: { alarm: Alarm; timezone: string }) {
  const { state, acknowledged_by: by, acknowledged_at: at, opened_at } = alarm;
  if (state !== "new" || by === null || at === null) return null;
  return <small>{text.alarms.outOfTime(by, plantTime(at, timezone, opened_at))}</small>;
}

/** In place of a machine: what kind of system alert it is. */
function kindOf({ alert_type }: Alarm): string {
  return alert_type === undefined ? text.unknown : typeText(alert_type);
}

/** The reasons of our own detectors contain the measurement; those of other programs may not. */
function isOurs({ origin }: Alarm): boolean {
  return origin === "live" || origin === "detect";
}

/**
 * Our own score is a multiple of the warning threshold; the score of another program is shown as it was sent.
 */
function scoreOf({ score, origin }: Alarm): string {
  if (score === null) return text.unknown;
  return origin === "live" ? text.alarms.timesNormal(formatTo(3, score)) : formatValue(score);
}

function stateOf(alarm: Alarm, timezone: string): string {
  if (alarm.suppressed && isSuppressed(alarm))
    return suppressedText(alarm.suppressed, timezone, alarm.opened_at);
  const isFalse = alarm.state === "resolved" && alarm.called_false;
  const word = isFalse ? text.alarms.falseAlarm : text.state[alarm.state];
  const by = { acknowledged: alarm.acknowledged_by, resolved: alarm.resolved_by };
  if ((alarm.state === "acknowledged" || alarm.state === "resolved") && by[alarm.state])
    return text.list([word, isolateName(by[alarm.state] ?? "")]);
  if (alarm.state === "cleared" && alarm.cleared_at !== null) {
    return `${word} ${plantMinute(alarm.cleared_at, timezone, alarm.opened_at)}`;
  }
  return word;
}
