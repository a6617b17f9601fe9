import type { Child } from "hono/jsx";
import type { Alarm } from "../../src/model/alarm";
import { text } from "../text";
import { Answers, answersTo } from "./answers";
import { Contributors } from "./contributors";

const words = text.alarms;

/**
 * An alarm's sentence, which opens to what is behind it, what became of it, and what people may say of it. The buttons
 * belong to the page's form "answer", as the row's own. An alarm behind which there is nothing is its sentence alone.
 */
export function Why({ alarm, timezone, children }: { alarm: Alarm; timezone: string; children?: Child }) {
  const isOpen = alarm.state !== "resolved";
  const lines = answersTo(alarm, timezone);
  if (!alarm.contributors?.length && !isOpen && lines.length === 0) return <>{children}</>;
  return (
    <details class="why">
      <summary>{children}</summary>
      {alarm.contributors && (
        <Contributors of={alarm.contributors} isLimit={alarm.detection_method === "limit"} />
      )}
      {lines.length > 0 && <Answers lines={lines} />}
      {isOpen && <Verdicts alarm={alarm} />}
    </details>
  );
}

/** An alarm whose machine is back to normal is closed by acknowledging it, so that has no second button. */
function Verdicts({ alarm: { id, machine_id, machine_name, state, origin } }: { alarm: Alarm }) {
  const machine = machine_name ?? text.unknown;
  const isOurs = origin === "live";
  const isActive = state !== "cleared";
  if (!isOurs && !isActive) return null;
  return (
    <p class="verdicts">
      {isActive && (
        <button
          form="answer"
          name="resolve"
          value={id}
          aria-label={words.verdictOn(machine, words.resolve, words.resolveMeans)}
        >
          {words.resolve} <small>{words.resolveMeans}</small>
        </button>
      )}
      {isOurs && (
        <button
          form="answer"
          name="false_alarm"
          value={id}
          aria-label={words.verdictOn(machine, words.falseAlarm, words.falseAlarmMeans)}
        >
          {words.falseAlarm} <small>{words.falseAlarmMeans}</small>
        </button>
      )}
      {isOurs && machine_id && isActive && <AcceptAsNormal machineId={machine_id} machineName={machine} />}
    </p>
  );
}

/** Says that what a machine has been doing is normal now. It belongs to the page's form "answer". */
export function AcceptAsNormal({ machineId, machineName }: { machineId: string; machineName: string }) {
  return (
    <button
      form="answer"
      name="accept_as_normal"
      value={machineId}
      aria-label={words.verdictOn(machineName, words.accept, words.acceptMeans)}
    >
      {words.accept} <small>{words.acceptMeans}</small>
    </button>
  );
}
