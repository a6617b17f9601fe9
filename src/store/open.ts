import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WordCause } from "../domain/alarm/cause";
import { alarmChanges } from "./alarms/alarm_changes";
import { alarmAnswers } from "./alarms/answers";
import { alarmQueries } from "./alarms/alarms";
import { activationStore } from "./alarms/performance/activations";
import { guidanceStore } from "./alarms/guidance";
import { standingAlarms } from "./alarms/standing";
import { suppressionStore } from "./alarms/suppression/suppression_store";
import { auditStore } from "./audit/audit_log";
import { removeOldEntries } from "./audit/remove_old";
import { answerMany } from "./alarms/answer_many";
import { expireAcknowledgements } from "./alarms/expire_acknowledgements";
import { callStore } from "./calls/calls";
import { clockOffset } from "./db/clock";
import { makeFolderOf } from "./db/data_folder";
import { type Context, openDatabase } from "./db/database";
import { databaseLocation } from "./db/dialect";
import { eventStore } from "./events/events";
import { isOlderThanAccess, readEpoch } from "./progress/meta";
import type { Store } from "./store";
import { jobStore } from "./training/jobs";
import { judgingProgress } from "./progress/judging_progress";
import { inboundLeaseStore } from "./inbound_lease";
import { leaseStore } from "./leases";
import { peopleStores } from "./people/people_stores";
import { createSignal } from "../async/signal";
import { firstToSay } from "./set_back";
import { limitStore } from "./machines/limits";
import { machineKeys } from "./machines/machine_keys";
import { machineStore } from "./machines/machines";
import { metricSettingStore } from "./machines/metric_settings";
import { migrate } from "./db/migrate";
import { modelStore } from "./training/models";
import { lockFile } from "./db/lock_file";
import { openPostgres } from "./db/postgres";
import { proveWrites } from "./db/write_proof";
import { playbackStore } from "./playback/playback";
import { energySourceStore } from "./readings/energy_sources";
import { areaStore } from "./site/areas";
import { siteSettingStore } from "./site/site_settings";
import { readingStore } from "./readings/readings";
import { recorder } from "./readings/record";
import { retain } from "./readings/retention";
import { watchRecording } from "./events/recording";
import { roll } from "./readings/roll";
import { detectorStateStore } from "./progress/detector_states";
import { ruleStore } from "./rules/rules";

type StoreOptions = {
  /**
   * `sqlite://data/andon.db`; its folder is made. `sqlite://:memory:` is a temporary file. Or `postgres://…`.
   */
  url: string;
  /** Epoch milliseconds: when machines were changed and events recorded. */
  now(): number;
  /** An id for an event, a machine or an external alarm; later ids sort later. */
  newId(): string;
  /** Makes the reason of an alarm from its cause, in the language of the wire. */
  wordCause: WordCause;
};

/**
 * Opens the database and brings its tables up to date.
 *
 * @throws when the URL is of another kind, another process has the file (its pid is named), or a newer
 *   program has changed it
 */
export async function openStore({ url, ...options }: StoreOptions): Promise<Store> {
  const place = databaseLocation(url);
  const server = crypto.randomUUID();
  if (place.dialect === "postgres")
    return openPostgresStore({ database: openPostgres(place.url), server, ...options });
  const { path: given } = place;
  const temporary = given === null ? await mkdtemp(join(tmpdir(), "andon-")) : undefined;
  const path = given ?? join(temporary ?? "", "andon.db");
  await makeFolderOf(path);
  const owner = await lockFile(path);
  const release = async () => {
    await owner.release();
    if (temporary) await rm(temporary, { recursive: true, force: true });
  };
  try {
    const database = await openDatabase(path, temporary !== undefined);
    return await storesOf({ database, server, ...options }, release);
  } catch (error) {
    await release();
    throw error;
  }
}

type Opened = Omit<Context, "recording">;

/** Opens a PostgreSQL database, which has no lock file: several servers may use it. */
async function openPostgresStore(context: Opened): Promise<Store> {
  try {
    return await storesOf(context, () => Promise.resolve());
  } catch (error) {
    await context.database.close();
    throw error;
  }
}

async function storesOf(opened: Opened, release: () => Promise<void>): Promise<Store> {
  const { database: proven, proof } = proveWrites(opened.database);
  const { database, recording } = watchRecording(proven);
  const context: Context = { ...opened, database, recording };
  await migrate(database);
  // From the lease, which notices it, to all that know something of the database by heart.
  const setBack = createSignal();
  const keyOf = machineKeys(database.read, setBack.listen);
  return {
    machines: machineStore(context),
    readings: readingStore(context, keyOf, await recorder(database, keyOf)),
    energySources: energySourceStore(context, keyOf),
    alarms: {
      ...alarmQueries(context),
      ...alarmChanges(context),
      ...alarmAnswers(context),
      ...answerMany(context),
      ...expireAcknowledgements(context),
      ...standingAlarms(context),
      ...activationStore(context),
    },
    suppressions: suppressionStore(context),
    calls: callStore(context),
    audit: auditStore(context),
    guidance: guidanceStore(context),
    events: eventStore(context, await readEpoch(database)),
    jobs: jobStore(context),
    models: modelStore(context),
    playback: playbackStore(context),
    states: detectorStateStore(context),
    judged: judgingProgress(context),
    limits: limitStore(context),
    metricSettings: metricSettingStore(context),
    rules: ruleStore(context),
    areas: areaStore(context),
    siteSettings: siteSettingStore(context),
    ...peopleStores(context),
    olderThanAccess: await isOlderThanAccess(database),
    lease: leaseStore(context, setBack.fire),
    inboundLease: inboundLeaseStore(context),
    onSetBack: setBack.listen,
    firstToSaySetBack: () => firstToSay(database),
    shared: database.dialect.shared,
    roll: (slice) => roll(database, slice),
    async retain({ auditBefore, ...cutoffs }) {
      const gone =
        auditBefore === undefined ? 0 : await removeOldEntries(database, auditBefore, context.now());
      return gone + (await retain(database, cutoffs));
    },
    clockOffset: () => clockOffset(context),
    ...proof,
    async close() {
      await database.close();
      await release();
    },
  };
}
