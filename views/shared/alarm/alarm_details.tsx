import type { Child } from "hono/jsx";
import type { Alarm } from "../../../src/domain/alarm/alarm";
import { text } from "../../../src/words/text";
import { ActionButtons } from "./action_buttons";
import { AlarmActions, alarmActionLines } from "./alarm_actions";
import { Contributors } from "./contributors";
import { AskWhatToDo } from "./guidance";
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
      {alarm.assigned_to && <small>{words.assignedTo(alarm.assigned_to)}</small>}
      {isOpen && <MoreActions alarm={alarm} />}
      <AskWhatToDo alarm={alarm} />
      <ShelveActions alarm={alarm} />
      <PlayAgain alarm={alarm} />
    </details>
  );
}

/** The actions besides Acknowledge, and the way to all others. */
function MoreActions({ alarm }: { alarm: Alarm }) {
  return (
    <p class="verdicts">
      <ActionButtons alarm={alarm} inRow />
      <button
        form="manage"
        name="alarm"
        value={alarm.id}
        aria-label={words.manageOn(alarm.machine_name ?? text.unknown)}
      >
        {words.manage}
      </button>
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
