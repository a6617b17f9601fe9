import pino from "pino";
import type { Config } from "../config";
import { openHistory } from "../history/open";
import { createCounters } from "../live/counters";
import { createFloor } from "../live/floor";
import { createHour } from "../live/hour";
import { createScreens } from "../live/screens";
import { createDirectory } from "../readings/directory";
import { createInbox } from "../readings/inbox";
import { SEED_MACHINES } from "../readings/seed_machines";
import { refuseDeafCompany } from "./alone";
import { openAssets } from "./assets";
import { holdLimits } from "./held_limits";
import { knownMachines } from "./known_machines";
import { createTally } from "./path_facts";
import { createServer } from "./serve";

const INBOX_READINGS = 50_000;
const RECENT_ALARMS = 1_000;

/** What every side of the server stands on. */
export type Base = Awaited<ReturnType<typeof openBase>>;

/**
 * Opens what lasts: the log, the history, what is known of machines, alarms and limits. Nothing runs yet.
 * @param learned share of the learning done by machine, 0 to 1
 */
export async function openBase(config: Config, learned: (machineId: string) => number) {
  const now = Date.now;
  const newId = () => Bun.randomUUIDv7();
  const log = pino({ level: config.logLevel }, pino.destination({ fd: 2, sync: false }));
  const [assets, history] = await Promise.all([
    openAssets(),
    openHistory({ url: config.databaseUrl, now, newId }),
  ]);
  await refuseDeafCompany(config, history);
  const directory = createDirectory(await knownMachines(history, config.simulate ? SEED_MACHINES : []));
  const limits = await holdLimits(history);
  const floor = createFloor(learned);
  const counters = createCounters({
    floor,
    totals: await history.alarms.totals(),
    recent: await history.alarms.list({ limit: RECENT_ALARMS }),
    now,
  });
  const paces = { drawn: createHour(now), lag: createHour(now) };
  const screens = createScreens({
    now,
    build: assets.build,
    pollMs: config.pollSeconds * 1000,
    lag: paces.lag,
  });
  const tally = createTally(now);
  const inbox = createInbox(INBOX_READINGS);
  const server = createServer();
  return {
    config,
    now,
    newId,
    log,
    assets,
    history,
    directory,
    limits,
    floor,
    counters,
    paces,
    screens,
    tally,
    inbox,
    server,
  };
}
