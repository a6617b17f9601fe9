import type { CallEvent, NextCall } from "../../calls/life";
import type { Call, Step } from "../../domain/call/call";
import type { By } from "../../people/actor";
import type { NewCall } from "./calls";

/** Calls for help. Times in epoch milliseconds. */
export type CallStore = {
  /**
   * Makes a call; or finds the one of this id, or of the same type at the same place that still waits.
   * @returns the call, and whether it is new
   */
  open(call: NewCall, by?: By): Promise<{ call: Call; isNew: boolean }>;
  /**
   * Does a step of a call.
   * @returns the call after it, or why it is refused; undefined when there is none of this id
   * @throws {Conflict} when it would wait beside another one of the same type and place
   */
  act(id: string, event: CallEvent, step: Step, by?: By): Promise<NextCall | undefined>;
  find(id: string): Promise<Call | undefined>;
  /** Those that somebody waits for, the oldest first. */
  waiting(): Promise<Call[]>;
};
