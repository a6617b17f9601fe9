import { z } from "zod";
import { envelope, maybeNumber, maybeText, time } from "../event_fields";

/** The event of a call: made, or changed. */
export const callUpdated = z.looseObject({
  ...envelope,
  event_type: z.literal("call_updated"),
  call_id: z.string().max(80),
  call_type: z.string().max(80),
  machine_id: maybeText,
  area: maybeText,
  /** Our own field: the area that the call is of, where it is of no machine. */
  area_id: maybeText,
  state: z.string().max(80),
  by: maybeText,
  /** Times are ISO 8601; beside each stands who did it. */
  opened_at: maybeText,
  accepted_at: maybeText,
  arrived_at: maybeText,
  resolved_at: maybeText,
  /** Our own field: since when it waits to be accepted. */
  waiting_since: maybeText,
  /** Our own field: how many steps it has had. */
  steps: maybeNumber,
  cause: maybeText,
  note: maybeText,
  timestamp: time,
});
export type CallUpdated = z.infer<typeof callUpdated>;
