/**
 * Asks once for all who ask within a time, and for those who ask meanwhile. A failure is never kept: who asks
 * next asks anew.
 * @param forMs how long an answer serves, from when it was given
 */
export function lasting<Answer>(ask: () => Promise<Answer>, forMs: number): () => Promise<Answer> {
  let last: { answer: Promise<Answer>; until: number } | undefined;
  return () => {
    if (last && performance.now() < last.until) return last.answer;
    const asked = { answer: ask(), until: Infinity };
    last = asked;
    asked.answer.then(
      () => (asked.until = performance.now() + forMs),
      () => (asked.until = 0),
    );
    return asked.answer;
  };
}
