import type { Alarm } from "../domain/alarm/alarm";
import type { CausedAlert, LoggedEvent } from "../domain/event";
import type { Context } from "./db/database";

/*
 * What decides gives causes; their sentences for other programs are made here and nowhere else, as they are
 * stored. Pages draw from the cause again.
 */

/** The alarm with the reason that its cause makes; one without a cause keeps the reason that it came with. */
export function withReason(alarm: Alarm, { wordCause }: Pick<Context, "wordCause">): Alarm {
  const { cause, machine_id } = alarm;
  return cause ? { ...alarm, reason: wordCause(cause, machine_id) } : alarm;
}

/** The event with the message that its cause makes; one that has a message keeps it. */
export function withMessage(
  event: LoggedEvent | CausedAlert,
  { wordCause }: Pick<Context, "wordCause">,
): LoggedEvent {
  if (!isCausedAlert(event)) return event;
  return { ...event, message: wordCause(event.cause, event.machine_id ?? null) };
}

function isCausedAlert(event: LoggedEvent | CausedAlert): event is CausedAlert {
  return event.event_type === "system_alert" && event.message === undefined;
}
