import type { Alarm } from "../../domain/alarm/alarm";
import { isOver, type Span, spanAt } from "./spans";
import type { Suppression } from "./suppression";

/** What time brings about: it comes into force, or is no more. */
export type Step =
  | { kind: "begin"; span: Span }
  /** `isOver`: for good. */
  | { kind: "end"; isOver: boolean };

/** The step that is due at an instant (epoch milliseconds), whatever was missed before, as in a restart. */
export function dueStep(suppression: Suppression, now: number): Step | undefined {
  const span = spanAt(suppression, now);
  const { begun_at } = suppression;
  if (span) return begun_at === null ? { kind: "begin", span } : undefined;
  const isGone = isOver(suppression, now);
  return begun_at !== null || isGone ? { kind: "end", isOver: isGone } : undefined;
}

/** An alarm that is suppressed no more. `raised`: it is news now. */
export type Lifted = { alarm: Alarm; raised: boolean };

/**
 * An alarm at the end of its suppression. One that still is active is judged anew: it is new, whoever acknowledged it
 * before. One that opened and was over in it is resolved, since nobody was called; one from before waits as it did.
 * @param begunAt when the suppression came into force; epoch milliseconds
 */
export function lifted({ suppressed: _, ...alarm }: Alarm, begunAt: number, now: number): Lifted {
  const bare = { ...alarm, updated_at: now };
  if (alarm.state === "new" || alarm.state === "acknowledged")
    return { alarm: raisedAnew(bare), raised: true };
  if (alarm.state === "cleared" && alarm.opened_at >= begunAt)
    return { alarm: { ...bare, state: "resolved", resolved_at: now }, raised: false };
  return { alarm: bare, raised: false };
}

/** The alarm as it calls anew. */
export function raisedAnew(alarm: Alarm): Alarm {
  return { ...alarm, state: "new", acknowledged_at: null, acknowledged_by: null, acknowledged_by_id: null };
}
