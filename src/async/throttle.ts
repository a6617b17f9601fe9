/**
 * Sends what has gathered: at once when idle, else when the last sending has ended and the time since it
 * began has passed.
 */
export type Throttle = { soon(): void; stop(): void };

/**
 * @param send returns how many milliseconds must pass before it is called again; a promise of it while it is
 *   still sending
 * @param now milliseconds of a clock that never jumps
 */
export function createThrottle(send: () => number | Promise<number>, now: () => number): Throttle {
  let next = -Infinity;
  let pending = false;
  let isSending = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function run() {
    pending = false;
    timer = undefined;
    const began = now();
    const pause = send();
    if (typeof pause === "number") next = began + pause;
    else void ended(began, pause);
  }

  async function ended(began: number, sending: Promise<number>) {
    isSending = true;
    try {
      next = began + (await sending);
    } finally {
      isSending = false;
      if (pending) schedule();
    }
  }

  function schedule() {
    const wait = next - now();
    // A microtask, not a call: what was announced in one go belongs into one frame.
    if (wait <= 0) queueMicrotask(() => pending && run());
    else timer = setTimeout(run, wait);
  }

  return {
    soon() {
      if (pending) return;
      pending = true;
      if (!isSending) schedule();
    },
    stop() {
      pending = false;
      clearTimeout(timer);
    },
  };
}
