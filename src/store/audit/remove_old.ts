import { SEAL, subjectOf } from "../../domain/audit/actions";
import type { Removal } from "../../domain/audit/chain";
import type { AuditEntry } from "../../domain/audit/entry";
import { DAY_MS } from "../../domain/time_units";
import type { Database, Sql } from "../db/database";
import { appendAudit, byWhom } from "./append";

/** Entries that one seal stands for, and one transaction removes. */
const MOST_TOGETHER = 10_000;

/**
 * Removes the oldest entries, by whole days, and appends a sealed entry in the same transaction: it names the
 * last removed one with its hash, which the first that stays continues.
 * @returns how many were removed
 */
export async function removeOldEntries(database: Database, before: number, at: number): Promise<number> {
  const { read, write } = database;
  // Never past the present: the seal of this removal is of now, and must not be removed by it.
  const newest = Math.min(before, at);
  const until = newest - (newest % DAY_MS);
  let gone = 0;
  for (;;) {
    const [oldest] = await read<{ at: number }[]>`select at from audit order by n limit 1`;
    if (!oldest || Number(oldest.at) >= until) return gone;
    const some = await write((tx) => removeSome(tx, until, at));
    if (some === 0) return gone;
    gone += some;
  }
}

type Row = Pick<AuditEntry, "n" | "at" | "hash">;

async function removeSome(tx: Sql, before: number, at: number): Promise<number> {
  // Another server may be at it as well: the second one waits here, and then finds none.
  await tx`update audit_head set n = n where one = 1`;
  const rows = await tx<Row[]>`select n, at, hash from audit order by n limit ${MOST_TOGETHER}`;
  const kept = rows.findIndex((row) => Number(row.at) >= before);
  const old = kept < 0 ? rows : rows.slice(0, kept);
  const [first, last] = [old[0], old.at(-1)];
  if (!first || !last) return 0;
  await tx`delete from audit where n <= ${last.n}`;
  const removal: Removal = {
    through: Number(last.n),
    last_hash: last.hash,
    count: old.length,
    from: Number(first.at),
    to: Number(last.at),
  };
  const subject = subjectOf("audit", `${first.n}-${last.n}`);
  await appendAudit(tx, { ...byWhom(undefined), at, action: SEAL, subject, before: null, after: removal });
  return old.length;
}
