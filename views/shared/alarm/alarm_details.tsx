import type { Child } from "hono/jsx";
import type { Alarm } from "../../../src/domain/alarm/alarm";
import { text } from "../../../src/words/text";
import { AlarmActions, alarmActionLines } from "./alarm_actions";
import { Contributors } from "./contributors";

const words = text.alarms;

/**
 * An alarm's sentence, which opens to what is behind it, what became of it, and what people may say of it. The buttons
 * belong to the page's form "answer", as the row's own. An alarm behind which there is nothing is its sentence alone.
 */
export function AlarmDetails({
  alarm,
  timezone,
  children,
}: {
  alarm: Alarm;
  timezone: string;
  children?: Child;
}) {
  const isOpen = alarm.state !== "resolved";
  const lines = alarmActionLines(alarm, timezone);
  if (!alarm.contributors?.length && !isOpen && lines.length === 0) return <>{children}</>;
  return (
    <details class="why">
      <summary>{children}</summary>
      {alarm.contributors && (
        <Contributors of={alarm.contributors} isLimit={alarm.detection_method === "limit"} />
      )}
      {lines.length > 0 && <AlarmActions lines={lines} />}
      {isOpen && <Verdicts alarm={alarm} />}
      <PlayAgain alarm={alarm} />
    </details>
  );
}

/** An alarm whose machine is back to normal is closed by acknowledging it, so that has no second button. */
function Verdicts({ alarm: { id, machine_id, machine_name, state, origin } }: { alarm: Alarm }) {
  const isOurs = origin === "live";
  const isActive = state !== "cleared";
  if (!isOurs && !isActive) return null;
  const machine = machine_name ?? text.unknown;
  return (
    <p class="verdicts">
      {isActive && (
        <Verdict name="resolve" value={id} label={words.resolve} on={machine} means={words.resolveMeans} />
      )}
      {isOurs && (
        <Verdict
          name="false_alarm"
          value={id}
          label={words.falseAlarm}
          on={machine}
          means={words.falseAlarmMeans}
        />
      )}
      {isOurs && machine_id && isActive && (
        <Verdict
          name="accept_as_normal"
          value={machine_id}
          label={words.accept}
          on={machine}
          means={words.acceptMeans}
        />
      )}
    </p>
  );
}

/** Leads to the past, a little before the alarm opened. It belongs to the page's form "play". */
function PlayAgain({ alarm: { id, machine_name } }: { alarm: Alarm }) {
  return (
    <p class="verdicts">
      <button
        form="play"
        name="alarm"
        value={id}
        aria-label={words.playAgainOn(machine_name ?? text.unknown)}
      >
        {words.playAgain}
      </button>
    </p>
  );
}

type VerdictProps = { name: string; value: string; label: string; on: string; means: string };

/** A button of the page's form "answer". It says what it does; to who cannot see the row, also of which machine. */
function Verdict({ name, value, label, on, means }: VerdictProps) {
  return (
    <button form="answer" name={name} value={value} aria-label={words.verdictOn(on, label, means)}>
      {label} <small>{means}</small>
    </button>
  );
}
