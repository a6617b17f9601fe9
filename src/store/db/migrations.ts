import type { Database, Sql } from "./database";
import type { Dialect } from "./dialect";

type Migration = (words: Dialect) => readonly string[];

/** In the order of their numbers, from 1. One that has been released is never changed: add another. */
const MIGRATIONS: readonly Migration[] = [
  firstTables,
  trainingTables,
  sharing,
  reasons,
  sources,
  operatorLimits,
  answers,
  livesOfAlarms,
];

/**
 * Brings the tables up to this program's version, one transaction a step.
 * @throws when a newer program has already changed them
 */
export async function migrate(database: Database): Promise<void> {
  const { dialect, write } = database;
  const applied = await write(async (tx) => {
    if (dialect.aloneHere) await tx.unsafe(dialect.aloneHere);
    await tx`create table if not exists migrations (number integer primary key)`;
    return latest(tx);
  });
  if (applied > MIGRATIONS.length) {
    throw new Error(
      `Cannot open history: its tables are of version ${applied}, this program knows ${MIGRATIONS.length}; start the newer one`,
    );
  }
  for (const [index, migration] of MIGRATIONS.entries()) {
    if (index >= applied) await write((tx) => step(tx, index + 1, migration(dialect), dialect));
  }
}

async function latest(tx: Sql): Promise<number> {
  const [row] = await tx<{ number: number | null }[]>`select max(number) as number from migrations`;
  return Number(row?.number ?? 0);
}

/** Another server that starts at the same time may have been quicker. */
async function step(tx: Sql, number: number, statements: readonly string[], { aloneHere }: Dialect) {
  if (aloneHere) await tx.unsafe(aloneHere);
  if ((await latest(tx)) >= number) return;
  for (const statement of statements) await tx.unsafe(statement);
  await tx`insert into migrations (number) values (${number})`;
}

function firstTables({ numberedKey, keyedTable }: Dialect): readonly string[] {
  return [
    `create table facts (name text primary key, value text not null)`,
    `create table machines (
      key ${numberedKey}, id text not null unique, name text not null unique, type text not null,
      description text, manufacturer text, model text, factory_name text, factory_location text, location text,
      rated_power_kw double precision, data_interval_seconds double precision not null,
      is_active integer not null, is_critical integer not null,
      created_at bigint not null, updated_at bigint not null,
      raw_from bigint not null default 0, raw_count bigint not null default 0)`,
    `create table readings (
      machine_key integer not null references machines (key), at bigint not null, mode text, metrics text not null,
      primary key (machine_key, at)) ${keyedTable}`,
    `create table stale_minutes (
      machine_key integer not null references machines (key), at bigint not null,
      primary key (machine_key, at)) ${keyedTable}`,
    `create table rollups (
      machine_key integer not null references machines (key), span integer not null, at bigint not null,
      metrics text not null, kwh double precision,
      primary key (machine_key, span, at)) ${keyedTable}`,
    `create table alarms (
      key ${numberedKey}, id text not null unique, machine_id text, machine_name text,
      state text not null, severity text not null, anomaly_type text not null, metric text,
      value double precision, expected_value double precision, unit text,
      deviation_percent double precision, deviation_sd double precision,
      score double precision, peak_score double precision,
      detection_method text, reason text, origin text not null,
      opened_at bigint not null, updated_at bigint not null, cleared_at bigint, resolved_at bigint,
      acknowledged_at bigint, acknowledged_by text, note text)`,
    `create index alarms_open on alarms (severity, opened_at, key) where state <> 'resolved'`,
    `create index alarms_newest on alarms (opened_at, key)`,
    `create index alarms_of_machine on alarms (machine_id, opened_at, key)`,
    `create table events (
      key ${numberedKey}, event_id text not null unique, type text not null, machine_id text,
      recorded_at bigint not null, json text not null,
      cursor text, epoch text, cursor_ms bigint, cursor_seq bigint)`,
    `create index events_pending on events (key) where cursor is null`,
    `create index events_announced on events (epoch, cursor_ms, cursor_seq) where cursor is not null`,
    `create index events_of_type on events (type, key)`,
    `create index events_of_machine on events (machine_id, key)`,
    `create index events_recorded on events (recorded_at)`,
    `create table states (machine_id text primary key, json text not null)`,
  ];
}

function trainingTables({ numberedKey }: Dialect): readonly string[] {
  return [
    `create table training_jobs (
      key ${numberedKey}, id text not null unique, machine_id text not null, is_open integer not null,
      created_at bigint not null, touched_at bigint not null, json text not null)`,
    `create unique index training_jobs_open on training_jobs (machine_id) where is_open = 1`,
    `create index training_jobs_newest on training_jobs (created_at, id)`,
    `create table baselines (
      key ${numberedKey}, id text not null unique, machine_id text not null, version integer not null,
      is_active integer not null, created_at bigint not null, from_at bigint not null, to_at bigint not null,
      json text not null, unique (machine_id, version))`,
  ];
}

/** What servers that share a database must know of each other. */
function sharing(): readonly string[] {
  return [
    `alter table events add column server text`,
    `create table leases (name text primary key, holder text not null, until bigint not null)`,
    `create table judged (machine_id text primary key, at bigint not null)`,
  ];
}

/** Why an alarm opened: the metrics that add most to its score, as JSON. */
function reasons(): readonly string[] {
  return [`alter table alarms add column contributors text`];
}

/** Of what other programs sent: which of the same words have been taken in. */
function sources(): readonly string[] {
  return [`alter table events add column source text`];
}

/** What operators hold machines to, as JSON. */
function operatorLimits(): readonly string[] {
  return [`create table limits (machine_id text primary key, json text not null)`];
}

/** Who closed an alarm and how; and in which order alarms became news, so that all seen can be answered and none unseen. */
function answers({ numberNews }: Dialect): readonly string[] {
  return [
    `alter table alarms add column resolved_by text`,
    `alter table alarms add column called_false integer not null default 0`,
    `alter table alarms add column news bigint not null default 0`,
    numberNews,
  ];
}

/** Which alarm an event tells of, so that playback finds how it was at a moment. */
function livesOfAlarms(): readonly string[] {
  return [
    `alter table events add column anomaly_id text`,
    `create index events_of_alarm on events (anomaly_id, key) where anomaly_id is not null`,
  ];
}
