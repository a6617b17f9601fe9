const JUMP_MS = 3_000;

/**
 * Detects that the device has slept or that its clock was set: either way the socket may be dead. One of the
 * clocks stops during sleep and the other goes on, so their difference jumps.
 * @returns whether the difference has jumped since the last call
 */
export function createSleepDetector(wall: () => number, steady: () => number): () => boolean {
  let before = wall() - steady();
  return () => {
    const difference = wall() - steady();
    const hasJumped = Math.abs(difference - before) > JUMP_MS;
    before = difference;
    return hasJumped;
  };
}
