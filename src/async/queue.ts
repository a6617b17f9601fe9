import { yieldToLoop } from "./yield";

/**
 * Does a piece of work when all that was asked for before it is done. Work must not wait for other work of
 * the same line.
 */
export type Queue = <T>(work: () => T | Promise<T>) => Promise<T>;

/**
 * A line for work that may wait: one piece at a time in the order of asking, and the loop turns between two
 * of them.
 */
export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => {}).then(yieldToLoop);
    return done;
  };
}
