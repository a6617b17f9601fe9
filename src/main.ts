import { getConnInfo } from "hono/bun";
import pino from "pino";
import { version } from "../package.json";
import { refuseDeafCompany } from "./start/alone";
import { createApp } from "./app";
import { buildAssets } from "./start/assets";
import type { Bus } from "./bus/bus";
import { createDrain } from "./bus/drain";
import { createLocalBus } from "./bus/local";
import { createRedisBus } from "./bus/redis";
import { createValueTicker } from "./bus/values";
import { startBypass } from "./start/bypass";
import { BadSettings, type Config, readConfig } from "./config";
import { createDetect } from "./start/detect_period";
import { type Factory, startFactory } from "./start/factory";
import { fillFloor } from "./start/fill_floor";
import { createHearing } from "./start/hearing";
import { holdLimits } from "./start/held_limits";
import type { History } from "./history/history";
import { openHistory } from "./history/open";
import { startEnergyAlarms } from "./start/energy_alarms";
import { startKeeping } from "./start/keeping";
import { knownMachines } from "./start/known_machines";
import { createCounters } from "./live/counters";
import { createFloor } from "./live/floor";
import { createLive, type Live } from "./live/live";
import { startMachineNews } from "./start/machine_news";
import type { Cursor } from "./model/cursor";
import { createTally, pathFacts } from "./start/path_facts";
import { createDirectory } from "./readings/directory";
import { createInbox } from "./readings/inbox";
import { SEED_MACHINES } from "./readings/seed_machines";
import { openSchool } from "./start/school";
import { countSockets, limited, readerOf } from "./routes/socket_limit";
import { withSecondLook } from "./start/second_look";
import { createServer } from "./start/serve";
import { startSharedFactory } from "./start/shared_factory";

const BAD_SETTINGS_EXIT = 78;
const INBOX_READINGS = 50_000;
const RECENT_ALARMS = 1_000;
const STOP_WITHIN_MS = 4_500;
const DRAIN_WITHIN_MS = 1_000;

const now = Date.now;
const newId = () => Bun.randomUUIDv7();

/** Starts everything and prints the ready line; resolves to what stops it again, in reverse. */
async function start(config: Config): Promise<() => Promise<void>> {
  const log = pino({ level: config.logLevel }, pino.destination({ fd: 2, sync: false }));
  const [assets, history] = await Promise.all([
    buildAssets(),
    openHistory({ url: config.databaseUrl, now, newId }),
  ]);
  await refuseDeafCompany(config, history);
  const directory = createDirectory(await knownMachines(history, config.simulate ? SEED_MACHINES : []));
  const limits = await holdLimits(history);
  const tally = createTally(now());
  const server = createServer();
  const inbox = createInbox(INBOX_READINGS);

  let factory: Factory | undefined;
  const floor = createFloor((id) => factory?.learned(id) ?? 0);
  const counters = createCounters({
    floor,
    totals: await history.alarms.totals(),
    recent: await history.alarms.list({ limit: RECENT_ALARMS }),
    now,
  });
  const bus: Bus = config.redisUrl
    ? createRedisBus(config.redisUrl, {
        takeIn: true,
        isTurn: () => factory?.isHolder() ?? false,
        log,
        from: await lastAnnounced(history),
      })
    : await createLocalBus({ log: history.events.log, list: history.events.list });
  const drain = createDrain({
    pending: history.events.pending,
    announce: bus.announce,
    announced: history.events.announced,
    onAnnounced: (marks) => (tally.announced += marks.length),
    onFailed: (error) => log.warn({ error: String(error) }, "events wait for the bus"),
  });
  const values = createValueTicker({ announceValues: bus.announceValues });
  const facts = async () =>
    pathFacts(tally, {
      waiting: inbox.depth(),
      outbox: await history.events.outbox(),
      bus: bus.kind,
      sockets: live.audiences.count(),
    });
  const live: Live = createLive({
    floor,
    counters,
    timezone: config.plant.timezone,
    build: assets.build,
    publish: server.publish,
    latest: bus.latest,
    canary: bus.canary,
    busAwaySince: () => tally.busAwaySince,
    facts,
    onUndrawable: ({ event_id }, error) => log.error({ event_id, error: String(error) }, "cannot be drawn"),
    now,
  });

  const news = history.shared
    ? startMachineNews({
        history,
        directory,
        onChange: live.hearMachine,
        onTrouble: (error) => log.warn({ error: String(error) }, "machines could not be read"),
      })
    : undefined;
  const announceSoon = drain.wake;
  const hearing = createHearing({
    live,
    history,
    directory,
    inbox,
    tally,
    log,
    now,
    announceSoon,
    factory: () => factory,
    machinesChanged() {
      void news?.look();
      limits.look().catch((error) => log.warn({ error: String(error) }, "limits could not be read"));
    },
  });
  await bus.subscribe(hearing.handlers);
  // After the bus is heard: an alarm that is announced in between is then on the floor by the one way or the other.
  await fillFloor(floor, history, directory.all(), now());
  factory = await (history.shared ? startSharedFactory : startFactory)({
    config,
    history,
    directory,
    limits,
    inbox,
    values,
    tally,
    log,
    now,
    newId,
    announceSoon,
    whisper: bus.hint,
    onHolding: () => void hearing.claim(),
    onPast: (machine) => fillFloor(floor, history, [machine], now()),
  });
  const { plant, active, simulated, leaveToReal, isHolder } = factory;

  const endBypass = startBypass({
    isAway: () => tally.busAwaySince !== null,
    events: history.events,
    draw: live.hearUnannounced,
    onTrouble: (error) => log.warn({ error: String(error) }, "the outbox could not be read"),
  });

  const school = await openSchool({
    history,
    directory,
    config,
    now,
    newId,
    announceSoon,
    log,
    isHolder,
  });
  const energyAlarms = await startEnergyAlarms({
    floor,
    history,
    config,
    isHolder,
    now,
    newId,
    announceSoon,
    log,
  });
  const keeping = startKeeping({
    history,
    save: factory.save,
    lookForSilence: factory.lookForSilence,
    isHolder,
    counters,
    config,
    now,
    log,
  });
  const isTrusted = (address: string) => config.trustProxy.includes(address);
  const app = createApp({
    house: {
      base: config.base,
      plant: config.plant,
      version,
      build: assets.build,
      css: `${config.base}/assets/${assets.css.name}`,
      script: `${config.base}/assets/${assets.script.name}`,
      icon: `${config.base}/assets/${assets.icon.name}`,
      pollSeconds: config.pollSeconds,
      now,
      latest: bus.latest,
      busAwaySince: () => tally.busAwaySince,
      simulated,
    },
    assets: [assets.css, assets.script, assets.icon],
    worker: assets.worker,
    health: { database: history.ping, bus: bus.ping },
    trusted: (c) => isTrusted(getConnInfo(c).remote.address ?? ""),
    onError: (error, path) => log.error({ error: String(error), path }, "a request failed"),
    history,
    directory,
    inbox,
    floor,
    counters,
    live,
    sockets: limited(server.sockets, countSockets(config.sockets.most, config.sockets.mostPerAddress), (c) =>
      readerOf(getConnInfo(c).remote.address ?? "", c.req.header("x-forwarded-for"), isTrusted),
    ),
    since: bus.since,
    detect: createDetect(history, newId, config.plant.timezone),
    ...school,
    simulator: { plant, directory, active, now },
    timezone: config.plant.timezone,
    now,
    newId,
    announceSoon,
    refreshMachines: news?.look,
    acceptAsNormal: factory.acceptAsNormal,
    isHolder,
    limits: {
      async get(machineId) {
        await limits.look();
        return limits.of(machineId);
      },
      async set(machineId, asked) {
        await limits.set(machineId, asked);
        bus.hint({ kind: "machines" });
      },
    },
    onChange(machine) {
      live.hearMachine(machine);
      bus.hint({ kind: "machines" });
    },
    onTaken(readings, rejected) {
      tally.taken += readings.length;
      tally.rejected += rejected;
      leaveToReal(new Set(readings.map(({ machine_id }) => machine_id)));
    },
    onIgnored: () => (tally.ignored += 1),
    facts,
  });
  server.listen(news ? withSecondLook(app, news.look) : app, {
    port: config.port,
    hostname: config.host,
    tls: config.tls,
  });
  console.log(`Andon is live at ${server.url}${config.base}`);

  const steps = [
    () => news?.stop(),
    () => factory?.stop(),
    school.stop,
    energyAlarms.stop,
    // A bus that is away keeps nobody waiting: what is in the outbox is announced after the next start.
    () => Promise.race([drain.idle(), Bun.sleep(DRAIN_WITHIN_MS)]),
    values.stop,
    server.close,
    endBypass,
    live.stop,
    drain.stop,
    keeping.stop,
    bus.close,
    history.close,
  ];
  return async () => {
    // Each step for itself: what cannot be stopped must not keep the others from being closed in order.
    for (const step of steps) {
      try {
        await step();
      } catch (error) {
        log.error({ error: String(error) }, "could not be stopped");
      }
    }
  };
}

/** Where the log stood when this process, or the one before it, announced last. */
async function lastAnnounced(history: History): Promise<Cursor | undefined> {
  return (await history.events.list({ limit: 1 }))[0]?.id;
}

/** Ends the process with a sentence for whoever started it; a stack says nothing to them. */
function refuse(error: unknown): never {
  if (error instanceof BadSettings) console.error(error.message);
  else console.error(`Andon cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(error instanceof BadSettings ? BAD_SETTINGS_EXIT : 1);
}

async function main() {
  const stop = await (async () => start(readConfig(process.env)))().catch(refuse);
  let stopping = false;
  const onSignal = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(0), STOP_WITHIN_MS);
    void stop().then(() => process.exit(0));
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}

await main();
