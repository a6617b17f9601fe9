import type { Child } from "hono/jsx";
import type { Alarm } from "../../src/model/alarm";
import { text } from "../text";
import { Contributors } from "./contributors";

const words = text.alarms;

/**
 * An alarm's sentence, which opens to what is behind it and to what people may tell the judge. The buttons belong to the
 * page's form "answer", as the row's own. An alarm behind which there is nothing is its sentence alone.
 */
export function Why({ alarm, children }: { alarm: Alarm; children?: Child }) {
  const isOurs = alarm.origin === "live" && alarm.state !== "resolved";
  if (!alarm.contributors?.length && !isOurs) return <>{children}</>;
  return (
    <details class="why">
      <summary>{children}</summary>
      {alarm.contributors && <Contributors of={alarm.contributors} />}
      {isOurs && <Verdicts alarm={alarm} />}
    </details>
  );
}

function Verdicts({ alarm: { id, machine_id, machine_name, state } }: { alarm: Alarm }) {
  const machine = machine_name ?? text.unknown;
  return (
    <p class="verdicts">
      <button form="answer" name="false_alarm" value={id} aria-label={words.falseAlarmThis(machine)}>
        {words.falseAlarm}
      </button>
      {machine_id && state !== "cleared" && <AcceptAsNormal machineId={machine_id} machineName={machine} />}
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
      aria-label={words.acceptThis(machineName)}
    >
      {words.accept}
    </button>
  );
}
