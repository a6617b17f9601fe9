import { getConnInfo } from "hono/bun";
import pino from "pino";
import { version } from "../package.json";
import { createApp } from "./app";
import { buildAssets } from "./assets";
import type { Bus } from "./bus/bus";
import { createDrain } from "./bus/drain";
import { createLocalBus } from "./bus/local";
import { createRedisBus } from "./bus/redis";
import { createValueTicker } from "./bus/values";
import { BadSettings, type Config, readConfig } from "./config";
import { startDemo } from "./demo";
import { createDetect } from "./detect_period";
import { createJudge } from "./detection/judge";
import type { History } from "./history/history";
import { openHistory } from "./history/open";
import { startKeeping } from "./keeping";
import { createCounters } from "./live/counters";
import { createFloor } from "./live/floor";
import { createLive, type Live } from "./live/live";
import type { Machine } from "./model/machine";
import type { Reading } from "./model/reading";
import { createTally, pathFacts } from "./path_facts";
import { runPipeline } from "./pipeline";
import { createDirectory } from "./readings/directory";
import { createInbox } from "./readings/inbox";
import { SEED_MACHINES } from "./readings/seed_machines";
import { createPlant } from "./readings/simulate/plant";
import { createServer } from "./serve";
import { readingOf, valuesOf } from "./values";

const BAD_SETTINGS_EXIT = 78;
const INBOX_READINGS = 50_000;
const SEED = 20_261_123;
const TREND_MS = 15 * 60_000;
const RECENT_ALARMS = 1_000;
const STOP_WITHIN_MS = 4_000;

const now = Date.now;
const newId = () => Bun.randomUUIDv7();

/** Starts everything and prints the ready line; resolves to what stops it again, in reverse. */
async function start(config: Config): Promise<() => Promise<void>> {
  const log = pino({ level: config.logLevel }, pino.destination({ fd: 2, sync: false }));
  const [assets, history] = await Promise.all([
    buildAssets(),
    openHistory({ url: config.databaseUrl, now, newId }),
  ]);
  const directory = createDirectory(await knownMachines(config, history));
  const tally = createTally(now());
  const server = createServer();
  const inbox = createInbox(INBOX_READINGS);

  const judge = createJudge({
    machine: directory.find,
    open: await history.alarms.list({ states: ["new", "acknowledged"], limit: RECENT_ALARMS }),
    states: await history.states.load(),
    newId,
  });
  const floor = createFloor(judge.learned);
  const counters = createCounters({
    floor,
    totals: await history.alarms.totals(),
    recent: await history.alarms.list({ limit: RECENT_ALARMS }),
    now,
  });
  const bus: Bus = config.redisUrl
    ? createRedisBus(config.redisUrl, { takeIn: true, log })
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
    busAwaySince: () => tally.busAwaySince,
    facts,
    now,
  });

  const newest = await history.readings.newest();
  const plant = createPlant({ seed: SEED, onFault: (fault) => log.info({ fault }, "simulated fault") });
  await fillFloor(floor, history, directory.all());
  const demo = startDemo({
    plant,
    seed: SEED,
    machines: config.simulate ? SEED_MACHINES.flatMap(({ id }) => directory.find(id) ?? []) : [],
    history,
    judge,
    offer: inbox.offer,
    now,
    onPast: (machine) => fillFloor(floor, history, [machine]),
    onProgress: (done, total) => (tally.backfill = done < total ? { done, total } : null),
  });

  await bus.subscribe({
    event: live.hear,
    value: live.hearValue,
    async foreign(event) {
      if (event.event_type !== "metric_updated") {
        await history.events.takeIn(event);
        return drain.wake();
      }
      const reading = readingOf(event, directory.find);
      if (reading) takeOutside([reading]);
    },
    malformed(channel, reason) {
      tally.malformed += 1;
      tally.lastMalformed = `${channel}: ${reason}`;
      log.warn({ channel, reason }, "a message could not be read");
    },
    gap: live.resync,
    health(ok) {
      tally.busAwaySince = ok ? null : now();
      log[ok ? "info" : "warn"](ok ? "the event bus is back" : "the event bus is away");
      live.beat();
    },
  });

  /** Real readings of a simulated machine end its simulation. */
  function leaveToReal(readings: readonly Reading[]) {
    for (const id of new Set(readings.map(({ machine_id }) => machine_id))) {
      if (demo.stop(id)) log.info({ machine: directory.find(id)?.name }, "real readings: simulation ended");
    }
  }

  function takeOutside(readings: Reading[]) {
    leaveToReal(readings);
    const offer = inbox.offer(readings);
    if (offer.kind === "taken")
      offer.kept.catch((error) => log.error({ error: String(error) }, "readings lost"));
    else tally.rejected += readings.length;
  }

  const pipeline = runPipeline({
    readings: inbox,
    fresh: (readings) => readings.filter((reading) => isNewest(newest, reading)),
    judge: judge.judge,
    record: { readings: history.readings.record, findings: history.alarms.apply },
    announceSoon: drain.wake,
    announceValues(readings) {
      const simulated = new Set(demo.active());
      for (const reading of readings) {
        const band = (metric: string) => judge.band(reading.machine_id, metric);
        for (const value of valuesOf(reading, band, simulated.has(reading.machine_id))) values.offer(value);
      }
    },
    onTrouble: (error, waiting) =>
      log.error({ error: String(error), waiting }, "findings could not be recorded"),
  });

  const keeping = startKeeping({ history, judge, counters, config, now, log });
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
      simulated: () => demo.active().length > 0,
    },
    assets: [assets.css, assets.script, assets.icon],
    health: { database: history.ping, bus: bus.ping },
    trusted: (c) => config.trustProxy.includes(getConnInfo(c).remote.address ?? ""),
    onError: (error, path) => log.error({ error: String(error), path }, "a request failed"),
    history,
    directory,
    inbox,
    floor,
    counters,
    live,
    sockets: server.sockets,
    since: bus.since,
    detect: createDetect(history, newId),
    simulator: { plant, directory, active: demo.active, now },
    timezone: config.plant.timezone,
    now,
    newId,
    announceSoon: drain.wake,
    onChange: live.hearMachine,
    onTaken(readings, rejected) {
      tally.taken += readings.length;
      tally.rejected += rejected;
      leaveToReal(readings);
    },
    onIgnored: () => (tally.ignored += 1),
    facts,
  });
  server.listen(app, { port: config.port, hostname: config.host, tls: config.tls });
  console.log(`Andon is live at ${server.url}${config.base}`);

  return async () => {
    demo.stopAll();
    inbox.close();
    await pipeline;
    await drain.idle();
    values.stop();
    await server.close();
    live.stop();
    await drain.stop();
    await keeping.stop();
    await bus.close();
    await history.close();
  };
}

/** The machines in history; an empty one is given the demo plant when that is simulated. */
async function knownMachines(config: Config, history: History): Promise<Machine[]> {
  const known = await history.machines.all();
  if (known.length > 0 || !config.simulate) return known;
  for (const machine of SEED_MACHINES) await history.machines.add(machine);
  return history.machines.all();
}

/** Puts machines with their newest values, trends and open alarms on the floor. */
async function fillFloor(
  floor: ReturnType<typeof createFloor>,
  history: History,
  machines: readonly Machine[],
) {
  const wanted = new Set(machines.map(({ id }) => id));
  machines.forEach(floor.putMachine);
  const latest = (await history.readings.latest()).filter(({ machine_id }) => wanted.has(machine_id));
  for (const { machine_id, at, mode, metrics } of latest) {
    for (const value of valuesOf({ machine_id, at, mode, metrics }, () => undefined, false))
      floor.putValue(value);
    const main = "power_kw" in metrics ? "power_kw" : (Object.keys(metrics)[0] ?? "power_kw");
    floor.putTrend(machine_id, await history.readings.points(machine_id, main, now() - TREND_MS, now()));
  }
  const open = await history.alarms.list({
    machineIds: [...wanted],
    states: ["new", "acknowledged"],
    limit: RECENT_ALARMS,
  });
  open.forEach(floor.putAlarm);
}

/** Whether a reading is newer than its machine's newest so far; only such are judged and shown. */
function isNewest(newest: Map<string, number>, { machine_id, at }: Reading): boolean {
  if (at <= (newest.get(machine_id) ?? -Infinity)) return false;
  newest.set(machine_id, at);
  return true;
}

async function main() {
  let config: Config;
  try {
    config = readConfig(process.env);
  } catch (error) {
    if (!(error instanceof BadSettings)) throw error;
    console.error(error.message);
    process.exit(BAD_SETTINGS_EXIT);
  }
  const stop = await start(config);
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
