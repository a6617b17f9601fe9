/**
 * Lets `run` work one at a time: calls during a run cause exactly one more after it.
 *
 * @returns asks for a run; resolves (or rejects with it) when a run that began after the asking has ended
 */
export function takingTurns(run: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  function start(): Promise<void> {
    next = undefined;
    const mine = run().finally(() => {
      if (current === mine) current = undefined;
    });
    current = mine;
    return mine;
  }

  return () => {
    if (!current) return start();
    next ??= current.then(start, start);
    return next;
  };
}
