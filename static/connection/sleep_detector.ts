const JUMP_MS = 3_000;

/**
 * Notices that the device has slept or that its clock was set: either way what was live may be dead. One clock stands
 * still in sleep and the other does not, so that one moves against the other.
 * @returns whether that has happened since the last asking
 */
export function watchSleep(wall: () => number, steady: () => number): () => boolean {
  let before = wall() - steady();
  return () => {
    const between = wall() - steady();
    const jumped = Math.abs(between - before) > JUMP_MS;
    before = between;
    return jumped;
  };
}
