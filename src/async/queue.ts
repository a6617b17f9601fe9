import { yieldToLoop } from "./yield";

/**
 * Does a piece of work when all earlier work of the queue is done. Work must not wait for other work of the
 * same queue.
 */
export type Queue = <T>(work: () => T | Promise<T>) => Promise<T>;

/**
 * A queue for work that may wait: one piece at a time, in the order of asking, and the loop turns between two
 * pieces.
 */
export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => {}).then(yieldToLoop);
    return done;
  };
}
