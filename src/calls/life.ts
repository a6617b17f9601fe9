import { type Call, isWaiting, type Step } from "../domain/call/call";

/** A step of a call, as a person does it. */
export type CallEvent =
  /** Somebody has seen it and is on the way. */
  | { kind: "accepted" }
  /** Somebody is there. */
  | { kind: "arrived" }
  /** The matter is settled. */
  | { kind: "resolved"; cause: string | null; note: string | null }
  /** Help is needed no more, or never was. */
  | { kind: "cancelled"; note: string | null }
  /** It was no help: the call goes on. */
  | { kind: "reopened" }
  /** It is for somebody else. @param type the id of the type that it becomes */
  | { kind: "handed_on"; type: string };

/** Why something cannot be done with a call: it is over, or not, somebody is there already, or it is of that type. */
export type CallRefusal = "over" | "not_over" | "arrived" | "same_type";

/** The call after an event, the same object when it changes nothing; or why it is refused. */
export type NextCall = { call: Call } | { call?: undefined; refused: CallRefusal };

/**
 * The life of a call: open, accepted, arrived, resolved or cancelled. Two people may do the same step at once: the
 * first one counts, and the second is told so by the call as it is. The store makes what this says, and nothing else.
 */
export function nextCall(call: Call, event: CallEvent, step: Step): NextCall {
  if (event.kind === "reopened")
    return isWaiting(call) ? { refused: "not_over" } : { call: waiting(call, step) };
  if (!isWaiting(call)) return isRepeated(call, event) ? { call } : { refused: "over" };
  switch (event.kind) {
    case "accepted":
      return {
        call: call.accepted ? call : { ...call, state: "accepted", accepted: step, updated_at: step.at },
      };
    case "arrived":
      return { call: call.arrived ? call : arrived(call, step) };
    case "resolved":
      return { call: { ...over(call, "resolved", step), cause: event.cause, note: event.note ?? call.note } };
    case "cancelled":
      // Who has come may say how it ended, and why.
      return call.arrived
        ? { refused: "arrived" }
        : { call: { ...over(call, "cancelled", step), note: event.note ?? call.note } };
    case "handed_on":
      return event.type === call.type
        ? { refused: "same_type" }
        : { call: { ...waiting(call, step), type: event.type } };
  }
}

/** An arrival accepts the call, where nobody has before. */
function arrived(call: Call, step: Step): Call {
  return { ...call, state: "arrived", accepted: call.accepted ?? step, arrived: step, updated_at: step.at };
}

function over(call: Call, state: "resolved" | "cancelled", step: Step): Call {
  return { ...call, state, ended: step, updated_at: step.at };
}

/** It waits anew for somebody to accept it; when it was opened stays. */
function waiting(call: Call, { at }: Step): Call {
  const anew = { accepted: null, arrived: null, ended: null, cause: null };
  return { ...call, ...anew, state: "open", waiting_since: at, updated_at: at };
}

/** The same end told twice, as by a page that was not sure that it had got through. */
function isRepeated({ state }: Call, { kind }: CallEvent): boolean {
  return state === kind;
}
