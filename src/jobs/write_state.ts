/** Whether the database takes writes, as one value. Times in epoch milliseconds. */
export type WriteState = {
  /** Looks in a row in which no write had got through. */
  missed: number;
  /** Since when nothing gets through, once that has lasted; null: writes get through. */
  stuckSince: number | null;
};

export const WRITES: WriteState = { missed: 0, stuckSince: null };

export const LOOK_EVERY_MS = 500;
/** Nobody else writes: then a write of our own has to show whether one gets through. */
const PROBE_AFTER_LOOKS = 2;
const STUCK_AFTER_LOOKS = 6;

type Step = { state: WriteState; probe: boolean; changed: boolean };

/**
 * The state after a look. Looks are counted, not milliseconds: a pause of the whole process is one of them.
 * @param through whether a write has got through since the last look
 */
export function next({ missed, stuckSince }: WriteState, through: boolean, now: number): Step {
  if (through) return { state: WRITES, probe: false, changed: stuckSince !== null };
  const looks = missed + 1;
  const isStuck = stuckSince === null && looks >= STUCK_AFTER_LOOKS;
  return {
    state: { missed: looks, stuckSince: isStuck ? now - looks * LOOK_EVERY_MS : stuckSince },
    probe: looks >= PROBE_AFTER_LOOKS,
    changed: isStuck,
  };
}
