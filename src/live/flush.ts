/** Sends what has gathered: at once when idle, at most every `everyMs` when busy. */
export type Flush = { soon(): void; stop(): void };

/** @param now milliseconds of a clock that never jumps */
export function createFlush(send: () => void, everyMs: number, now: () => number): Flush {
  let sentAt = -Infinity;
  let pending = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function run() {
    pending = false;
    timer = undefined;
    sentAt = now();
    send();
  }

  return {
    soon() {
      if (pending) return;
      pending = true;
      const wait = sentAt + everyMs - now();
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
