/**
 * Many events share a commit; but while their transaction is open, every other write of this server waits.
 */
const TRANSACTION_MS = 250;
/**
 * At 300 ms an event, on a machine with much else to do, a commit still comes in time for the watch on
 * writes.
 */
const LEAST = 3;
const MOST = 500;
/** Before it is known how quick the database is. */
export const FIRST_BATCH = 5;

/**
 * The number of events of the next transaction, at the pace of the last one.
 * @param ms the last one took, its wait for its turn left out
 */
export function batchAfter(events: number, ms: number): number {
  const fitting = Math.floor((events * TRANSACTION_MS) / Math.max(1, ms));
  return Math.min(MOST, Math.max(LEAST, fitting));
}
