import { afterAll, beforeAll, describe, onTestFinished } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../src/store/open";
import type { Alarm, Finding } from "../../src/domain/alarm/alarm";
import type { AnomalyDetected } from "../../src/domain/event";
import type { Machine } from "../../src/domain/machine/machine";
import type { Reading } from "../../src/domain/machine/reading";
import { SLOW_MACHINE_MS } from "./needs";
import { onePostgres, whyNoPostgres } from "./postgres";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** A midnight in UTC. */
export const START = Date.parse("2026-03-02T00:00:00Z");

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
  return openStore({ url, now, newId: () => Bun.randomUUIDv7() });
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

export function reading(machine: Machine, at: number, metrics: Record<string, number>): Reading {
  return { machine_id: machine.id, at, metrics, mode: null };
}

export function alarm(fields: Partial<Alarm> = {}): Alarm {
  return {
    id: Bun.randomUUIDv7(),
    machine_id: null,
    machine_name: null,
    machine_type: null,
    state: "new",
    severity: "warning",
    anomaly_type: "power_anomaly",
    metric: "power_kw",
    value: 62,
    expected_value: 48,
    unit: "kW",
    deviation_percent: 29,
    deviation_sd: 4,
    score: 10,
    peak_score: 10,
    detection_method: "mewma",
    reason: "Power is 29 % above normal",
    origin: "live",
    opened_at: START,
    updated_at: START,
    cleared_at: null,
    resolved_at: null,
    acknowledged_at: null,
    acknowledged_by: null,
    note: null,
    ...fields,
  };
}

/** An alarm that is worse a second after the start. */
export function worsened(
  anomaly_id: string,
  fields: Partial<Extract<Finding, { kind: "worsened" }>> = {},
): Finding {
  return {
    kind: "worsened",
    anomaly_id,
    at: START + 1000,
    severity: "critical",
    metric: "power_kw",
    value: 70,
    expected_value: 48,
    deviation_percent: 46,
    deviation_sd: 7,
    score: 20,
    ...fields,
  };
}

export function foreignAnomaly(fields: Partial<AnomalyDetected> = {}): AnomalyDetected {
  return {
    event_type: "anomaly_detected",
    machine_id: "elsewhere-7",
    machine_name: "Press 7",
    metric: "oil_c",
    value: 91,
    anomaly_score: 0.8,
    severity: "critical",
    timestamp: "2026-03-02T08:00:00Z",
    ...fields,
  };
}
