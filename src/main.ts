import { openAssets } from "./assets/assets";
import { openBus } from "./bus/open_bus";
import { retryAfterSync } from "./cluster/retry_after_sync";
import { connectBus } from "./compose/bus";
import { startClusterRoom } from "./compose/cluster";
import { openCore } from "./compose/core";
import { siteOf } from "./compose/http";
import { startJudgingRoom } from "./compose/judging";
import { createLiveRoom } from "./compose/live";
import { BadSettings, type Config, readConfig } from "./config";
import { NotStartable } from "./domain/not_startable";
import { hideInReasons, reasonOf } from "./domain/reason";
import { startEnergyAlarms } from "./energy/watch";
import { announceStart } from "./http/access/first_start";
import { createApp } from "./http/app";
import { createServer } from "./http/server";
import { chooseEnergySources } from "./jobs/energy_sources";
import { startHousekeeping } from "./jobs/housekeeping";
import { stopInOrder, stopOnSignal } from "./jobs/shutdown";
import { stopSteps } from "./jobs/stop_steps";
import { startWriteWatch } from "./jobs/write_watch";
import { startTrainingScheduler } from "./training/scheduler";

const NOT_STARTABLE_EXIT = 78;

/** Starts everything and prints the ready line; resolves to how it is stopped again. */
async function start(config: Config): Promise<() => Promise<void>> {
  hideInReasons(config.redact);
  const [assets, core] = await Promise.all([openAssets(config), openCore(config)]);
  const { log, store } = core;
  const server = createServer();
  const bus = await openBus({ redisUrl: config.redisUrl, events: store.events, log });
  const room = await createLiveRoom(core, bus, { publish: server.publish, build: assets.build });
  const judging = await startJudgingRoom(core, bus, room);
  const cluster = startClusterRoom(core, bus, room, judging);
  const { outboxRelay, outboxPoller } = await connectBus(core, bus, room, judging, cluster);
  const training = await startTrainingScheduler({ ...core, isLeader: judging.isLeader });
  const energyAlarms = await startEnergyAlarms({ ...core, ...room, isLeader: judging.isLeader });
  const chooseSources = () => chooseEnergySources(core);
  const housekeeping = startHousekeeping({ ...core, ...room, ...judging, chooseSources });
  const writeWatch = startWriteWatch({ ...core, live: room.live });

  const app = createApp(siteOf({ core, bus, room, judging, cluster, training, assets, server }));
  const where = { port: config.port, hostname: config.host, tls: config.tls };
  server.listen(retryAfterSync(app, cluster.machineSync?.sync), where);
  await announceStart(core, server.url, config.base);

  const parts = { ...room, ...cluster, judging, training, energyAlarms, outboxRelay, outboxPoller };
  const steps = stopSteps({ ...parts, server, housekeeping, writeWatch, bus, store, values: judging.values });
  return () => stopInOrder(steps, (err, part) => log.error({ err, part }, "could not be stopped"));
}

/** Ends the process with a sentence for the operator, to whom a stack says nothing. */
function refuse(error: unknown): never {
  const isForGood = error instanceof BadSettings || error instanceof NotStartable;
  process.stderr.write(`${error instanceof BadSettings ? "" : "Andon cannot start: "}${reasonOf(error)}\n`);
  process.exit(isForGood ? NOT_STARTABLE_EXIT : 1);
}

stopOnSignal(await (async () => start(readConfig(process.env)))().catch(refuse));
