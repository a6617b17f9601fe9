/**
 * Lets `run` work one at a time: calls during a run cause exactly one more after it.
 *
 * @returns asks for a run; resolves (or rejects with it) when a run that began after the asking has ended
 */
export function coalesce<T>(run: () => Promise<T>): () => Promise<T> {
  let current: Promise<T> | undefined;
  let next: Promise<T> | undefined;

  function start(): Promise<T> {
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

/**
 * Answers equal questions that are asked at the same time once: when a server comes back, every screen asks.
 * An answer that was under way before the question is never given: it may lack what happened until then.
 */
export function singleFlight<Question extends unknown[], Answer>(
  ask: (...question: Question) => Promise<Answer>,
  keyOf: (...question: Question) => string,
): (...question: Question) => Promise<Answer> {
  const asked = new Map<string, () => Promise<Answer>>();
  return (...question) => {
    const key = keyOf(...question);
    const asking = asked.get(key) ?? coalesce(() => ask(...question));
    asked.set(key, asking);
    const forget = () => void asked.delete(key);
    const answer = asking();
    answer.then(forget, forget);
    return answer;
  };
}
