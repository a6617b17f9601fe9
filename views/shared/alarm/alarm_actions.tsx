import type { Alarm } from "../../../src/domain/alarm/alarm";
import { isEndedByRetirement } from "../../../src/domain/alarm/answer";
import { text } from "../../../src/words/text";
import { plantTime } from "../time";

const words = text.alarms;

/** The history of an alarm, a line for each step: acknowledged by whom, back to normal, resolved by whom. */
export function alarmActionLines(alarm: Alarm, timezone: string): string[] {
  const { acknowledged_at, acknowledged_by, cleared_at, resolved_at, resolved_by } = alarm;
  // A person retires a machine, though it is not always known who.
  const resolver = resolved_by ?? (isEndedByRetirement(alarm) ? words.unnamed : null);
  const steps: [at: number | null, step: string, by?: string | null][] = [
    // Versions before wrote a false alarm as acknowledged by the same act.
    [isOneAct(alarm) ? null : acknowledged_at, text.state.acknowledged, acknowledged_by],
    [cleared_at, words.backToNormal],
    [resolved_at, alarm.called_false ? words.falseAlarm : text.state.resolved, resolver],
  ];
  return steps
    .flatMap(([at, step, by]) => (at === null ? [] : [{ at, line: by ? words.saidBy(step, by) : step }]))
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, line }) => text.list([line, plantTime(at, timezone, alarm.opened_at)]));
}

function isOneAct({ called_false, acknowledged_at, resolved_at, acknowledged_by, resolved_by }: Alarm) {
  return called_false === true && acknowledged_at === resolved_at && acknowledged_by === resolved_by;
}

/** The lines as a list, in the details of a row. */
export function AlarmActions({ lines }: { lines: readonly string[] }) {
  return (
    <ul class="answers">
      {lines.map((line) => (
        <li>{line}</li>
      ))}
    </ul>
  );
}
