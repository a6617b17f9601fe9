import { NotStartable } from "../../domain/not_startable";
import type { Database, Sql } from "./database";
import type { Dialect } from "./dialect";
import { firstTables } from "./migrations/001_first_tables";
import { training } from "./migrations/002_training";
import { sharedServers } from "./migrations/003_shared_servers";
import { alarmContributors } from "./migrations/004_alarm_contributors";
import { eventSource } from "./migrations/005_event_source";
import { limits } from "./migrations/006_limits";
import { alarmResolution } from "./migrations/007_alarm_resolution";
import { eventsOfAlarm } from "./migrations/008_events_of_alarm";
import { storingOrder } from "./migrations/009_storing_order";
import { cover } from "./migrations/010_cover";
import { alarmMending } from "./migrations/011_alarm_mending";
import { metricSettings } from "./migrations/012_metric_settings";
import { alarmCauses } from "./migrations/013_alarm_causes";
import { setBack } from "./migrations/014_set_back";
import { leaseTerms } from "./migrations/015_lease_terms";
import { machineAliases } from "./migrations/016_machine_aliases";
import { people } from "./migrations/017_people";
import { audit } from "./migrations/018_audit";
import { site } from "./migrations/019_site";
import { auditNames } from "./migrations/020_audit_names";
import { alarmActs } from "./migrations/021_alarm_acts";
import { standingAlerts } from "./migrations/022_standing_alerts";
import { suppressions } from "./migrations/023_suppressions";
import { alarmGroups } from "./migrations/024_alarm_groups";
import { guidance } from "./migrations/025_guidance";
import { rules } from "./migrations/026_rules";
import { alarmActivations } from "./migrations/027_alarm_activations";
import { calls } from "./migrations/028_calls";

/** The statements of one step, in order. */
type Migration = (dialect: Dialect) => readonly string[];

/** In the order of their numbers, from 1. A released migration never changes: add another one. */
const MIGRATIONS: readonly Migration[] = [
  firstTables,
  training,
  sharedServers,
  alarmContributors,
  eventSource,
  limits,
  alarmResolution,
  eventsOfAlarm,
  storingOrder,
  cover,
  alarmMending,
  metricSettings,
  alarmCauses,
  setBack,
  leaseTerms,
  machineAliases,
  people,
  audit,
  site,
  auditNames,
  alarmActs,
  standingAlerts,
  suppressions,
  alarmGroups,
  guidance,
  rules,
  alarmActivations,
  calls,
];

/**
 * Brings the tables up to this program's version, one transaction a step; a new database's in one.
 *
 * @throws when a newer program has already changed them
 */
export async function migrate(database: Database): Promise<void> {
  const { dialect, writeAtLength } = database;
  const applied = await writeAtLength(async (tx) => {
    if (dialect.migrationLock) await tx.unsafe(dialect.migrationLock);
    await tx`create table if not exists migrations (number integer primary key)`;
    return latest(tx);
  });
  if (applied > MIGRATIONS.length) {
    throw new NotStartable(
      `Cannot open the database: its tables are of version ${applied}, this program knows ${MIGRATIONS.length}; start the newer program again, or put back a copy from before it`,
    );
  }
  const missing = MIGRATIONS.map((migration, index) => ({ number: index + 1, migration })).slice(applied);
  // A new database is made as a whole: a commit each would take most of a first start.
  for (const steps of applied === 0 ? [missing] : missing.map((step) => [step]))
    await writeAtLength(async (tx) => {
      for (const { number, migration } of steps) await apply(tx, number, migration(dialect), dialect);
    });
}

async function latest(tx: Sql): Promise<number> {
  const [row] = await tx<{ number: number | null }[]>`select max(number) as number from migrations`;
  return Number(row?.number ?? 0);
}

/** Applies a step unless another server, started at the same time, has just done so. */
async function apply(tx: Sql, number: number, statements: readonly string[], { migrationLock }: Dialect) {
  if (migrationLock) await tx.unsafe(migrationLock);
  if ((await latest(tx)) >= number) return;
  for (const statement of statements) await tx.unsafe(statement);
  await tx`insert into migrations (number) values (${number})`;
}
