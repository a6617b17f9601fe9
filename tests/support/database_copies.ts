import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "./andon";

/** A SQLite file that can be copied aside, and its copy put back, while no server has it. */
export type FileCopies = Disposable & { url: string; take(): Promise<void>; putBack(): Promise<void> };

export function copiesOfFile(): FileCopies {
  const folder = mkdtempSync(join(tmpdir(), "andon-copy-"));
  const [file, copy] = [join(folder, "andon.db"), join(folder, "copy.db")];
  return {
    url: `sqlite://${file}`,
    take: async () => copyFileSync(file, copy),
    async putBack() {
      for (const rest of ["-wal", "-shm"]) rmSync(file + rest, { force: true });
      copyFileSync(copy, file);
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Tables of a database, copied aside and put back in one transaction while servers are at work on it. */
export function copiesOfTables(url: string) {
  const sql = new Bun.SQL(url, { max: 1, prepare: false });
  const tables = async () =>
    (
      await sql<{ name: string }[]>`
      select tablename as name from pg_tables where schemaname = 'public'`
    ).map(({ name }) => name);
  return {
    async take() {
      await sql`create schema copy`;
      for (const name of await tables())
        await sql.unsafe(`create table copy.${name} as table public.${name}`);
    },
    /** The lease has been renewed since: no copy is younger than that. */
    async untilOlder() {
      const isOlder = async () => {
        const [row] = await sql<{ older: boolean }[]>`
          select old.until + 4000 < now.until as older from copy.leases as old, public.leases as now`;
        return row?.older;
      };
      await eventually(isOlder, "the leader goes on");
    },
    async putBack() {
      const names = await tables();
      await sql.begin(async (tx) => {
        await tx.unsafe(`truncate ${names.map((name) => `public.${name}`).join(", ")}`);
        for (const name of names) await tx.unsafe(`insert into public.${name} select * from copy.${name}`);
      });
    },
    [Symbol.asyncDispose]: () => sql.close(),
  };
}
