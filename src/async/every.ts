/** Work that is repeated until it is stopped. */
export type Repeated = {
  /** Starts no further run; resolves when the one under way has ended. */
  stop(): Promise<void>;
};

/**
 * Repeats work every `ms` milliseconds, the first time after one of them. Runs never overlap: a tick that
 * comes while one is under way is left out.
 * @param onError is given what a run throws or rejects with; the work goes on
 */
export function every(ms: number, work: () => unknown, onError: (error: unknown) => void): Repeated {
  let underWay: Promise<void> | undefined;

  async function run() {
    try {
      await work();
    } catch (error) {
      onError(error);
    }
  }

  const timer = setInterval(() => {
    underWay ??= run().finally(() => (underWay = undefined));
  }, ms);

  return {
    async stop() {
      clearInterval(timer);
      await underWay;
    },
  };
}
