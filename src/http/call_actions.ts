import type { Context } from "hono";
import type { CallEvent, CallRefusal } from "../calls/life";
import type { Acknowledgement } from "../domain/alarm/answer";
import type { Step } from "../domain/call/call";
import type { Store } from "../store/store";
import { byOf } from "./access/identify";
import { refuse } from "./error_response";

/** The buttons of a call; each one's value is its id, that of an end the cause before it. */
export const CALL_BUTTONS = ["call_accept", "call_arrive", "call_resolve", "call_cancel"] as const;
export type CallButton = (typeof CALL_BUTTONS)[number];

export type CallActionDeps = { store: { calls: Pick<Store["calls"], "act"> }; now(): number };

export const isCallButton = (name: string): name is CallButton => CALL_BUTTONS.some((each) => each === name);

type Pressed = { pressed: CallButton; about: string; answer: Acknowledgement };

/** Does what somebody has pressed on a call. @returns the refusal, if it is refused */
export async function performCallAction(
  c: Context,
  deps: CallActionDeps,
  { pressed, about, answer }: Pressed,
): Promise<Response | undefined> {
  const [id = "", cause = ""] = about.split(" ").toReversed();
  const event = eventOf(pressed, cause || null, answer.note ?? null);
  const step = { at: deps.now(), by: answer.by, by_id: answer.by_id ?? null };
  return actOnCall(c, deps, id, event, step).then((done) => (done instanceof Response ? done : undefined));
}

/** Does a step of a call. @returns the call after it, or the refusal; @throws {Conflict} as the store does */
export async function actOnCall(
  c: Context,
  { store }: Pick<CallActionDeps, "store">,
  id: string,
  event: CallEvent,
  step: Step,
) {
  const next = await store.calls.act(id, event, step, byOf(c));
  if (!next) return unknownCall(c, id);
  return next.call ?? refuse(c, 409, REFUSED[next.refused]);
}

export const unknownCall = (c: Context, id: string) =>
  refuse(c, 404, `There is no call ${JSON.stringify(id)}: GET /api/v1/calls lists those that wait`);

const REFUSED: Record<CallRefusal, string> = {
  over: "The call is over already",
  not_over: "The call is not over, so it cannot be opened again",
  arrived: "Somebody is there already: the call can be resolved, and no more cancelled",
  same_type: "The call is of this type already",
};

function eventOf(pressed: CallButton, cause: string | null, note: string | null): CallEvent {
  switch (pressed) {
    case "call_accept":
      return { kind: "accepted" };
    case "call_arrive":
      return { kind: "arrived" };
    case "call_resolve":
      return { kind: "resolved", cause, note };
    case "call_cancel":
      return { kind: "cancelled", note };
  }
}
