/** Tries that fail while others are recorded, until an entry is taken to be at fault itself. */
const TRIES_AT_MOST = 5;
/** Of more entries than this the tries are not remembered: the oldest begins anew. */
const KNOWN_AT_MOST = 10_000;

/** The reason lies with us and passes: however often, it says nothing against what could not be recorded. */
export class RetryLater extends Error {}

export type Failure = { id: string; error: unknown };
export type DeadLetter = { id: string; reason: string };

/** Tells entries that wait for better times from those that can never be recorded. */
export type DeadLetters = {
  /**
   * How a round of tries went.
   * @returns those to be set aside: they have failed again and again, each time while others were recorded
   */
  judge(recorded: readonly string[], failed: readonly Failure[]): DeadLetter[];
};

export type DeadLettersOptions = {
  /** So many more entries have failed for the first time. */
  untaken?(count: number, reason: string): void;
  log?: { warn(details: object, text: string): void };
};

/** Says each trouble once: one that all share in one line, that of a single entry in a line with its id. */
export function createDeadLetters({ untaken, log }: DeadLettersOptions): DeadLetters {
  const known = new Map<string, { tries: number; recorded: number }>();
  let recorded = 0;
  let isTold = false;

  /** What all of them share: the database is away, or too much comes at once. */
  function tellShared(failed: readonly Failure[]) {
    const [first] = failed;
    if (first && !isTold)
      log?.warn(
        { entries: failed.length, id: first.id, reason: reasonOf(first) },
        "Entries of andon:in cannot be recorded now",
      );
    isTold = failed.length > 0;
  }

  /** Counts a try against the entry itself. */
  function count(failure: Failure): DeadLetter[] {
    const tries = (known.get(failure.id)?.tries ?? 0) + 1;
    const refusal = { id: failure.id, reason: reasonOf(failure) };
    if (tries === 1) log?.warn(refusal, "An entry of andon:in cannot be recorded, others can");
    remember(failure.id, tries);
    return tries >= TRIES_AT_MOST ? [refusal] : [];
  }

  function remember(id: string, tries: number) {
    known.delete(id);
    if (known.size >= KNOWN_AT_MOST) known.delete(known.keys().next().value ?? "");
    known.set(id, { tries, recorded });
  }

  return {
    judge(done, failed) {
      const before = recorded;
      recorded += done.length;
      for (const id of done) known.delete(id);
      const fresh = failed.filter(({ id }) => !known.has(id));
      if (fresh[0]) untaken?.(fresh.length, reasonOf(fresh[0]));
      const isOwn = ({ id, error }: Failure) =>
        !(error instanceof RetryLater) && recorded > (known.get(id)?.recorded ?? before);
      const [own, shared] = [failed.filter(isOwn), failed.filter((failure) => !isOwn(failure))];
      // Silence is no sign that it is over: an entry is tried again only after a while.
      if (shared.length > 0 || done.length > 0) tellShared(shared);
      for (const { id } of shared) remember(id, known.get(id)?.tries ?? 0);
      return own.flatMap(count);
    },
  };
}

function reasonOf({ error }: Failure): string {
  return error instanceof Error ? error.message : String(error);
}
