import type { Child } from "hono/jsx";
import type { Alarm } from "../../../src/domain/alarm/alarm";
import { text } from "../../../src/words/text";
import { AlarmActions, alarmActionLines } from "./alarm_actions";
import { Contributors } from "./contributors";
import { ShelveActions } from "./shelve_actions";

const words = text.alarms;

type AlarmDetailsProps = { alarm: Alarm; timezone: string; children?: Child };

/**
 * The text of an alarm. It opens to contributors, history and actions. An alarm without any of them is its
 * text alone.
 */
export function AlarmDetails({ alarm, timezone, children }: AlarmDetailsProps) {
  const isOpen = alarm.state !== "resolved";
  const lines = alarmActionLines(alarm, timezone);
  const { mended = [] } = alarm;
  if (!alarm.contributors?.length && !isOpen && lines.length === 0 && mended.length === 0)
    return <>{children}</>;
  return (
    <details class="why">
      <summary>{children}</summary>
      {alarm.contributors && (
        <Contributors
          of={alarm.contributors}
          machineId={alarm.machine_id}
          isLimit={alarm.detection_method === "limit"}
        />
      )}
      {mended.length > 0 && (
        <ul class="mended" aria-label={words.mended}>
          {mended.map((note) => (
            <li>
              <small dir="auto">{note}</small>
            </li>
          ))}
        </ul>
      )}
      {lines.length > 0 && <AlarmActions lines={lines} />}
      {isOpen && <MoreActions alarm={alarm} />}
      <ShelveActions alarm={alarm} />
      <PlayAgain alarm={alarm} />
    </details>
  );
}

/** The actions besides Acknowledge. A cleared alarm has no Resolve button: acknowledging resolves it. */
function MoreActions({ alarm: { id, machine_id, machine_name, state, origin } }: { alarm: Alarm }) {
  const isOurs = origin === "live";
  const isActive = state !== "cleared";
  if (!isOurs && !isActive) return null;
  const machine = machine_name ?? text.unknown;
  return (
    <p class="verdicts">
      {isActive && (
        <ActionButton
          name="resolve"
          value={id}
          label={words.resolve}
          on={machine}
          means={words.resolveMeans}
        />
      )}
      {isOurs && (
        <ActionButton
          name="false_alarm"
          value={id}
          label={words.falseAlarm}
          on={machine}
          means={words.falseAlarmMeans}
        />
      )}
      {isOurs && machine_id && isActive && state !== "finding" && (
        <ActionButton
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

/** Starts a replay shortly before the alarm opened. A button of the page's form "play". */
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

type ActionButtonProps = { name: string; value: string; label: string; on: string; means: string };

/** A button of the page's form "answer". Its label for screen readers also names the machine. */
function ActionButton({ name, value, label, on, means }: ActionButtonProps) {
  return (
    <button form="answer" name={name} value={value} aria-label={words.verdictOn(on, label, means)}>
      {label} <small>{means}</small>
    </button>
  );
}
