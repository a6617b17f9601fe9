import { createApp } from "./http/app";
import { BadSettings, type Config, readConfig } from "./config";
import { openBase } from "./compose/base";
import { startEnergyAlarms } from "./energy/watch";
import { startEvents } from "./compose/events";
import { type Judging, startJudging } from "./judging/judging";
import { loadPlantState } from "./live/state/load_plant_state";
import { startHousekeeping } from "./jobs/housekeeping";
import { startTrainingScheduler } from "./training/scheduler";
import { retryAfterSync } from "./cluster/retry_after_sync";
import { startSharedJudging } from "./judging/shared_judging";
import { siteOf } from "./compose/site";

const BAD_SETTINGS_EXIT = 78;
const STOP_WITHIN_MS = 4_500;
const DRAIN_WITHIN_MS = 1_000;

type Step = () => unknown;

/** Starts everything and prints the ready line; resolves to what stops it again, in reverse. */
async function start(config: Config): Promise<() => Promise<void>> {
  let judging: Judging | undefined;
  const base = await openBase(config);
  const { store, plantState, server, now, log } = base;
  const events = await startEvents(base, () => judging);
  const { bus, outboxRelay, live, players, machineSync, eventHandlers } = events;
  const announceSoon = outboxRelay.wake;

  judging = await (store.shared ? startSharedJudging : startJudging)({
    ...base,
    values: events.values,
    announceSoon,
    sendToPeers: bus.hint,
    onElected: () => void eventHandlers.claim(),
    onPast: (machine) => loadPlantState(plantState, store, [machine], now()),
    freeMemory: () => Bun.gc(false),
  });
  const { isLeader, save, lookForSilence } = judging;
  const trainingScheduler = await startTrainingScheduler({ ...base, announceSoon, isLeader });
  const energyAlarms = await startEnergyAlarms({ ...base, announceSoon, isLeader });
  const housekeeping = startHousekeeping({ ...base, save, lookForSilence, isLeader });

  const app = createApp(siteOf(base, events, judging, trainingScheduler));
  const where = { port: config.port, hostname: config.host, tls: config.tls };
  server.listen(machineSync ? retryAfterSync(app, machineSync.look) : app, where);
  console.log(`Andon is live at ${server.url}${config.base}`);

  const steps: Step[] = [
    () => machineSync?.stop(),
    judging.stop,
    trainingScheduler.stop,
    energyAlarms.stop,
    // A bus that is away keeps nobody waiting: what is in the outbox is announced after the next start.
    () => Promise.race([outboxRelay.idle(), Bun.sleep(DRAIN_WITHIN_MS)]),
    events.values.stop,
    events.screenPresence.stop,
    server.close,
    events.stopOutboxPoller,
    live.stop,
    players.stop,
    outboxRelay.stop,
    housekeeping.stop,
    bus.close,
    store.close,
  ];
  return () => stopAll(steps, (error) => log.error({ error: String(error) }, "could not be stopped"));
}

/** Each step for itself: what cannot be stopped must not keep the others from being closed in order. */
async function stopAll(steps: readonly Step[], onTrouble: (error: unknown) => void) {
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      onTrouble(error);
    }
  }
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
