import type { Held } from "./hold";
import type { WindowState } from "./windows";

/** What is kept of the rules of a machine with its state; plain JSON. */
export type RuleStates = {
  /** By rule. */
  held: Record<string, Held>;
  /** By `windowKey`. */
  windows?: Record<string, WindowState>;
  /** How far apart the last two values of a metric were, milliseconds; of those that a rule asks for beside others. */
  steps?: Record<string, { at: number; step: number }>;
};

/** The part of a reading that is new. */
export type Heard = { at: number; metrics: Record<string, number>; hasMode: boolean };
/** What is known of a machine. */
export type Known = {
  rules?: RuleStates;
  values: Record<string, { at?: number; value?: number }>;
  mode?: { mode: string };
};
