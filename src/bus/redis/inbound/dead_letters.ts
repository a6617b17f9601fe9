import { reasonOf } from "../../../domain/reason";
import type { DeadLetter } from "../../bus";
import { RetryLater } from "../../retry_later";

/** Tries that fail while others are recorded, until an entry is taken to be at fault itself. */
const TRIES_AT_MOST = 5;
/** Beyond this many entries the tries are not remembered: the oldest begins anew. */
const KNOWN_AT_MOST = 10_000;

export type Failure = { id: string; error: unknown };

/** Tells entries that wait for better times from those that can never be recorded. */
export type DeadLetters = {
  /**
   * Counts one round of tries.
   * @returns the entries to set aside: they have failed again and again, each time while others were recorded
   */
  count(recorded: readonly string[], failed: readonly Failure[]): DeadLetter[];
};

export type DeadLettersOptions = {
  /** So many more entries have failed for the first time. */
  inboundFailed?(count: number, reason: string): void;
  log?: { warn(details: object, text: string): void };
};

/** Logs each trouble once: one that all share in one line, that of a single entry in a line with its id. */
export function createDeadLetters({ inboundFailed, log }: DeadLettersOptions): DeadLetters {
  const known = new Map<string, { tries: number; recorded: number }>();
  let recorded = 0;
  let isLogged = false;

  /** A trouble that all of them share: the database is away, or too much comes at once. */
  function logShared(failed: readonly Failure[]) {
    const [first] = failed;
    if (first && !isLogged)
      log?.warn(
        { entries: failed.length, id: first.id, reason: reasonOf(first.error) },
        "entries of andon:in cannot be recorded now",
      );
    isLogged = failed.length > 0;
  }

  /** Counts a try against the entry itself. */
  function countAgainst({ id, error }: Failure): DeadLetter[] {
    const tries = (known.get(id)?.tries ?? 0) + 1;
    const letter = { id, reason: reasonOf(error) };
    if (tries === 1) log?.warn(letter, "an entry of andon:in cannot be recorded, others can");
    remember(id, tries);
    return tries >= TRIES_AT_MOST ? [letter] : [];
  }

  function remember(id: string, tries: number) {
    known.delete(id);
    if (known.size >= KNOWN_AT_MOST) known.delete(known.keys().next().value ?? "");
    known.set(id, { tries, recorded });
  }

  return {
    count(done, failed) {
      const before = recorded;
      recorded += done.length;
      for (const id of done) known.delete(id);
      const fresh = failed.filter(({ id }) => !known.has(id));
      if (fresh[0]) inboundFailed?.(fresh.length, reasonOf(fresh[0].error));
      const isOwn = ({ id, error }: Failure) =>
        !(error instanceof RetryLater) && recorded > (known.get(id)?.recorded ?? before);
      const [own, shared] = [failed.filter(isOwn), failed.filter((failure) => !isOwn(failure))];
      // Silence is no sign that it is over: an entry is tried again only after a while.
      if (shared.length > 0 || done.length > 0) logShared(shared);
      for (const { id } of shared) remember(id, known.get(id)?.tries ?? 0);
      return own.flatMap(countAgainst);
    },
  };
}
