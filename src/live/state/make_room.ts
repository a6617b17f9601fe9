import { mainOf } from "./intervals";
import type { Value } from "./value";

/**
 * Forgets the oldest value of a machine, but never the main one.
 * @param at of the value that room is made for, epoch milliseconds
 * @returns false when none is older
 */
export function makeRoom(values: Map<string, Value>, at: number): boolean {
  const main = mainOf(values);
  let oldest: Value | undefined;
  for (const value of values.values())
    if (value !== main && (value.at ?? 0) < (oldest?.at ?? at)) oldest = value;
  return oldest !== undefined && values.delete(oldest.metric);
}
