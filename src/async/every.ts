/** Work that repeats. */
export type Repeated = {
  /** Ends it; resolves when no work is under way any more. */
  stop(): Promise<void>;
};

type EveryOptions = {
  /** From the end of one run to the beginning of the next; milliseconds. */
  pauseMs: number;
  /** Before the first run; without it, `pauseMs`. */
  firstAfterMs?: number;
  /** A run failed; the next one follows all the same. */
  onTrouble(error: unknown): void;
};

/** Does work again and again, never twice at once: each pause begins when the work has ended. */
export function every(
  { pauseMs, firstAfterMs = pauseMs, onTrouble }: EveryOptions,
  work: () => unknown,
): Repeated {
  let stopped = false;
  let running = Promise.resolve();
  let timer = setTimeout(begin, firstAfterMs);

  async function run() {
    try {
      await work();
    } catch (error) {
      onTrouble(error);
    }
    if (!stopped) timer = setTimeout(begin, pauseMs);
  }

  function begin() {
    running = run();
  }

  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      return running;
    },
  };
}
