import { access } from "node:fs/promises";
import { SEAL } from "../../domain/audit/actions";
import { type AuditLog, EMPTY_CHAIN } from "../../domain/audit/chain";
import type { KeptName } from "../../domain/audit/names";
import type { AuditEntry } from "../../domain/audit/entry";
import type { Sql } from "../db/database";
import { databaseLocation } from "../db/dialect";
import { listEntries } from "./audit_log";

const PAGE_ENTRIES = 2_000;

/**
 * Gives `work` the audit log of a database as of one instant, while servers go on. Reads only.
 * @throws when there is no such database, or it has no audit log
 */
export async function withAuditLog<T>(url: string, work: (log: AuditLog) => Promise<T>): Promise<T> {
  const place = databaseLocation(url);
  const sql = place.dialect === "postgres" ? openShared(place.url) : await openFile(place.path);
  try {
    const asOfNow = place.dialect === "postgres" ? "isolation level repeatable read read only" : "deferred";
    return await sql.begin(asOfNow, async (tx) => work(await logIn(tx)));
  } finally {
    await sql.close();
  }
}

const openShared = (url: string) => new Bun.SQL({ url, adapter: "postgres", max: 1, prepare: false });

async function openFile(path: string | null): Promise<Sql> {
  if (path === null) throw new Error("A database in memory has no audit log to look at");
  await access(path).catch(() => {
    throw new Error(`There is no database ${path}`);
  });
  const sql = new Bun.SQL({ adapter: "sqlite", filename: path });
  for (const pragma of ["pragma busy_timeout = 5000", "pragma query_only = on"]) await sql.unsafe(pragma);
  return sql;
}

async function logIn(tx: Sql): Promise<AuditLog> {
  const [head] = await tx<{ n: number; hash: string }[]>`select n, hash from audit_head`;
  return {
    head: head ? { n: Number(head.n), hash: head.hash } : EMPTY_CHAIN,
    seal: await sealIn(tx),
    pages: pagesOf(tx),
    names: await tx<KeptName[]>`select id, person_id, salt, name from audit_names`,
  };
}

async function sealIn(tx: Sql): Promise<AuditLog["seal"]> {
  const [entry] = await listEntries(tx, { action: SEAL, limit: 1 });
  if (!entry) return undefined;
  const [before] = await listEntries(tx, { before: entry.n, limit: 1 });
  return { entry, previous: before?.n === entry.n - 1 ? before.hash : undefined };
}

async function* pagesOf(tx: Sql): AsyncGenerator<AuditEntry[]> {
  for (let after = -1; ;) {
    const page = await listEntries(tx, { after, limit: PAGE_ENTRIES });
    if (page.length > 0) yield page;
    if (page.length < PAGE_ENTRIES) return;
    after = Number(page.at(-1)?.n);
  }
}
