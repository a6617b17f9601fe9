import { afterAll, beforeAll, describe, onTestFinished, setDefaultTimeout } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Alarm } from "../../src/domain/alarm/alarm";
import { openStore } from "../../src/store/open";
import { START } from "./builders";
import { SLOW_MACHINE_MS } from "./needs";
import { onePostgres, whyNoPostgres } from "./postgres";
import { wordCause } from "./words";

export {
  externalAnomalyEvent as foreignAnomaly,
  reading,
  START,
  storedAlarm as alarm,
  worsened,
} from "./builders";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The time on the clock of every store in a test. */
export const NOW = START + DAY;

/** The path of a database file that is not there yet; it goes when the test ends. */
export function freshPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "andon-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "new folder", "andon.db");
}

let kind: "sqlite" | "postgres" = "sqlite";

/** Every test that `tests` names, once on each database. */
export function onEachDatabase(tests: () => void) {
  setDefaultTimeout(SLOW_MACHINE_MS);
  describe("on SQLite", () => {
    beforeAll(() => void (kind = "sqlite"));
    tests();
  });
  const why = whyNoPostgres();
  describe.skipIf(Boolean(why))(`on PostgreSQL${why ? ` (skipped: ${why})` : ""}`, () => {
    onPostgres();
    tests();
  });
}

/** The databases of this block are PostgreSQL's. */
export function onPostgres() {
  beforeAll(async () => {
    kind = "postgres";
    await onePostgres();
  }, SLOW_MACHINE_MS);
  // Files of one process share this: the next one starts on SQLite again.
  afterAll(() => void (kind = "sqlite"));
}

let shared: Promise<string> | undefined;

/**
 * The URL of an empty database. PostgreSQL takes a tenth of a second to make one: there each test is given
 * the same, emptied, so what it opens it must close.
 */
export async function freshUrl(): Promise<string> {
  if (kind === "sqlite") return `sqlite://${freshPath()}`;
  shared ??= onePostgres().then((postgres) => postgres.fresh());
  await empty(await shared);
  return shared;
}

async function empty(url: string) {
  await using sql = new Bun.SQL(url, { max: 1, prepare: false });
  const tables = await sql<{ tablename: string }[]>`
    select tablename from pg_tables where schemaname = 'public' and tablename <> 'migrations'`;
  const all = tables.map(({ tablename }) => `delete from ${tablename};`).join(" ");
  await sql.unsafe(`set session_replication_role = replica; ${all}`);
}

export function open(url: string, now = () => NOW) {
  return openStore({ url, now, newId: () => Bun.randomUUIDv7(), wordCause });
}

/** An empty history. */
export async function openFresh() {
  return open(kind === "sqlite" ? "sqlite://:memory:" : await freshUrl());
}

/** The number of tries of a property: every query to PostgreSQL is a round trip. */
export function runs(onSqlite: number) {
  return kind === "sqlite" ? onSqlite : Math.ceil(onSqlite / 5);
}

/** An empty history, and a machine in it. */
export async function withMachine(name = "Compressor-1") {
  const store = await openFresh();
  const machine = await store.machines.add({ name });
  return { store, machine, [Symbol.asyncDispose]: () => store.close() };
}

/** A store that holds these alarms. */
export async function withAlarms(...alarms: Alarm[]) {
  const store = await openFresh();
  await store.alarms.apply(alarms.map((alarm) => ({ kind: "opened", alarm })));
  return { store, [Symbol.asyncDispose]: () => store.close() };
}
