import { isTrueName, type KeptName, namesIn } from "./names";
import { type AuditEntry, FIRST_HASH, hashOf } from "./entry";

/** The end of a chain of entries: the place and the hash that the next one continues. */
export type ChainEnd = { n: number; hash: string };

/**
 * The first entry that does not fit, and why: it is not there, it was changed, or the log's end is another
 * one.
 */
export type Broken = {
  n: number;
  problem: "missing" | "changed" | "unreadable_seal" | "cut_off" | "beyond_end";
};

/** What a check of the log found: its span and its end, or the first entry that is broken. */
export type Verified = { count: number; first: number | null; end: ChainEnd } | { broken: Broken };

/** The end of a log that has no entries yet. */
export const EMPTY_CHAIN: ChainEnd = { n: 0, hash: FIRST_HASH };

/** The chain after an entry, or why the entry does not continue it. */
export function nextLink(end: ChainEnd, entry: AuditEntry): ChainEnd | Broken {
  if (entry.n !== end.n + 1) return { n: end.n + 1, problem: "missing" };
  if (hashOf(end.hash, entry) !== entry.hash) return { n: entry.n, problem: "changed" };
  return { n: entry.n, hash: entry.hash };
}

/** What stands in the entry that seals a removal. Times in epoch milliseconds. */
export type Removal = { through: number; last_hash: string; count: number; from: number; to: number };

/** The end that a seal vouches for: the last removed entry. Undefined when it cannot be read. */
export function sealedEnd({ after }: Pick<AuditEntry, "after">): ChainEnd | undefined {
  try {
    const { through, last_hash } = JSON.parse(after ?? "") as Partial<Removal>;
    if (!Number.isSafeInteger(through) || typeof last_hash !== "string") return undefined;
    return { n: Number(through), hash: last_hash };
  } catch {
    return undefined;
  }
}

/** The log as it is checked: all entries in pages, and the end that the database keeps beside them. */
export type AuditLog = {
  pages: AsyncIterable<readonly AuditEntry[]>;
  /** The newest entry that seals a removal, and the hash of the entry before it. */
  seal: { entry: AuditEntry; previous: string | undefined } | undefined;
  head: ChainEnd;
  /** The names that entries refer to. */
  names: readonly KeptName[];
};

/** Checks every entry of a log. */
export async function verifyChain({ pages, seal, head, names }: AuditLog): Promise<Verified> {
  const start = seal ? sealedEnd(seal.entry) : EMPTY_CHAIN;
  if (!start) return { broken: { n: seal!.entry.n, problem: "unreadable_seal" } };
  let end = start;
  let first: number | null = null;
  const trueNames = new Set(names.filter(isTrueName).map(({ id }) => id));
  for await (const page of pages) {
    for (const entry of page) {
      const next = nextLink(end, entry);
      if ("problem" in next) return { broken: first === null && isForged(seal) ? forged(seal) : next };
      if (!hasTrueNames(entry, trueNames)) return { broken: { n: entry.n, problem: "changed" } };
      first ??= entry.n;
      end = next;
    }
  }
  const broken = wrongEnd(end, head);
  return broken ? { broken } : { count: end.n - start.n, first, end };
}

/** Whether the names that an entry refers to are there, and are those. */
function hasTrueNames({ actor_name, before, after }: AuditEntry, trueNames: ReadonlySet<string>): boolean {
  return [actor_name, before, after].every(
    (text) => text === null || namesIn(text).every((id) => trueNames.has(id)),
  );
}

function wrongEnd(end: ChainEnd, head: ChainEnd): Broken | undefined {
  if (end.n < head.n) return { n: end.n + 1, problem: "cut_off" };
  if (end.n > head.n) return { n: head.n + 1, problem: "beyond_end" };
  return end.hash === head.hash ? undefined : { n: end.n, problem: "changed" };
}

/** Whether the seal was changed, on which the first entry depends. */
function isForged(seal: AuditLog["seal"]): seal is NonNullable<AuditLog["seal"]> {
  return seal?.previous !== undefined && hashOf(seal.previous, seal.entry) !== seal.entry.hash;
}

const forged = ({ entry }: NonNullable<AuditLog["seal"]>): Broken => ({ n: entry.n, problem: "changed" });
