import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { alarmChanges } from "./alarm_changes";
import { alarmQueries } from "./alarms";
import { answersToMany } from "./answer_many";
import { type Context, type Database, openDatabase } from "./database";
import { placeOf } from "./dialect";
import { eventRoom } from "./events";
import { epochOf } from "./facts";
import type { History } from "./history";
import { jobRoom } from "./jobs";
import { judgedRoom } from "./judged";
import { leaseRoom } from "./leases";
import { limitRoom } from "./limits";
import { machineKeys } from "./machine_keys";
import { machineRoom } from "./machines";
import { migrate } from "./migrations";
import { modelRoom } from "./models";
import { own } from "./owner";
import { openPostgres } from "./postgres";
import { playbackRoom } from "./playback";
import { readingRoom } from "./readings";
import { recorder } from "./record";
import { retain } from "./retention";
import { roll } from "./roll";
import { stateRoom } from "./states";

export type HistoryStart = {
  /** `sqlite://data/andon.db`; its folder is made. `sqlite://:memory:` is a temporary file. Or `postgres://…`. */
  url: string;
  /** Epoch milliseconds: when machines were changed and events recorded. */
  now(): number;
  /** An id of an event, a machine or a foreign alarm; later ones sort later. */
  newId(): string;
};

/**
 * Opens the history and brings its tables up to date.
 * @throws when the URL is of another kind, another process has the file (its pid is named), or a newer program has changed it
 */
export async function openHistory({ url, now, newId }: HistoryStart): Promise<History> {
  const place = placeOf(url);
  const server = crypto.randomUUID();
  if (place.dialect === "postgres")
    return openShared({ database: openPostgres(place.url), server, now, newId });
  const { path: given } = place;
  const temporary = given === null ? await mkdtemp(join(tmpdir(), "andon-")) : undefined;
  const path = given ?? join(temporary ?? "", "andon.db");
  await mkdir(dirname(path), { recursive: true });
  const owner = await own(path);
  const release = async () => {
    await owner.release();
    if (temporary) await rm(temporary, { recursive: true, force: true });
  };
  try {
    const database = await openDatabase(path);
    return await roomsOf({ database, server, now, newId }, release);
  } catch (error) {
    await release();
    throw error;
  }
}

/** A shared database has no owner. */
async function openShared(context: Context): Promise<History> {
  try {
    return await roomsOf(context, () => Promise.resolve());
  } catch (error) {
    await context.database.close();
    throw error;
  }
}

async function roomsOf(context: Context, release: () => Promise<void>): Promise<History> {
  const { database } = context;
  await migrate(database);
  const keyOf = machineKeys(database.read);
  return {
    machines: machineRoom(context),
    readings: readingRoom(context, keyOf, await recorder(database, keyOf)),
    alarms: { ...alarmQueries(context), ...alarmChanges(context), ...answersToMany(context) },
    events: eventRoom(context, await epochOf(database)),
    jobs: jobRoom(context),
    models: modelRoom(context),
    playback: playbackRoom(context),
    states: stateRoom(context),
    judged: judgedRoom(context),
    limits: limitRoom(context),
    lease: leaseRoom(context),
    shared: database.dialect.shared,
    roll: (slice) => roll(database, slice),
    retain: (cutoffs) => retain(database, cutoffs),
    ping: () => ping(database),
    async close() {
      await database.close();
      await release();
    },
  };
}

async function ping({ read }: Database): Promise<void> {
  try {
    await read`select 1 from facts limit 1`;
  } catch (error) {
    throw new Error(`The database does not answer: ${String(error)}`, { cause: error });
  }
}
