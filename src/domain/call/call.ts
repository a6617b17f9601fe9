/** Where a call for help stands. */
export const CALL_STATES = ["open", "accepted", "arrived", "resolved", "cancelled"] as const;
export type CallState = (typeof CALL_STATES)[number];

/** Who did a step of a call, and when; epoch milliseconds. `by` is null where nobody was named. */
export type Step = { at: number; by: string | null; by_id: string | null };

/** Where help is needed: at one machine, or in an area. */
export type CallPlace = { machine_id: string; area_id: null } | { machine_id: null; area_id: string };

/** A person calls for help. */
export type Call = CallPlace & {
  id: string;
  /** The id of its type. */
  type: string;
  state: CallState;
  opened: Step;
  /** Since when it waits for somebody to accept it: opened, handed on or opened again. */
  waiting_since: number;
  accepted: Step | null;
  arrived: Step | null;
  /** Resolved or cancelled. */
  ended: Step | null;
  /** Why help was needed, from the list of its type, once it is resolved. */
  cause: string | null;
  note: string | null;
  /** How many steps it has had, the first included: the later of two tellings has more. */
  steps: number;
  updated_at: number;
};

/** Whether somebody still waits for help. */
export const isWaiting = ({ state }: Pick<Call, "state">): boolean =>
  state === "open" || state === "accepted" || state === "arrived";
