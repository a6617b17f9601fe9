/** Sends what has gathered: at once when idle, else when the time since the last sending has passed. */
export type Throttle = { soon(): void; stop(): void };

/**
 * @param send returns how many milliseconds must pass before it is called again
 * @param now milliseconds of a clock that never jumps
 */
export function createThrottle(send: () => number, now: () => number): Throttle {
  let next = -Infinity;
  let pending = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function run() {
    pending = false;
    timer = undefined;
    const began = now();
    next = began + send();
  }

  return {
    soon() {
      if (pending) return;
      pending = true;
      const wait = next - now();
      // A microtask, not a call: what was announced in one go belongs into one frame.
      if (wait <= 0) queueMicrotask(() => pending && run());
      else timer = setTimeout(run, wait);
    },
    stop() {
      pending = false;
      clearTimeout(timer);
    },
  };
}
