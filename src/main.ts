import { createApp } from "./app";
import { BadSettings, type Config, readConfig } from "./config";
import { openBase } from "./start/base";
import { startEnergyAlarms } from "./start/energy_alarms";
import { startEvents } from "./start/events";
import { type Factory, startFactory } from "./start/factory";
import { fillFloor } from "./start/fill_floor";
import { startKeeping } from "./start/keeping";
import { openSchool } from "./start/school";
import { withSecondLook } from "./start/second_look";
import { startSharedFactory } from "./start/shared_factory";
import { siteOf } from "./start/site";

const BAD_SETTINGS_EXIT = 78;
const STOP_WITHIN_MS = 4_500;
const DRAIN_WITHIN_MS = 1_000;

type Step = () => unknown;

/** Starts everything and prints the ready line; resolves to what stops it again, in reverse. */
async function start(config: Config): Promise<() => Promise<void>> {
  let factory: Factory | undefined;
  const base = await openBase(config, (machineId) => factory?.learned(machineId) ?? 0);
  const { history, floor, server, now, log } = base;
  const events = await startEvents(base, () => factory);
  const { bus, drain, live, players, news, hearing } = events;
  const announceSoon = drain.wake;

  factory = await (history.shared ? startSharedFactory : startFactory)({
    ...base,
    values: events.values,
    announceSoon,
    whisper: bus.hint,
    onHolding: () => void hearing.claim(),
    onPast: (machine) => fillFloor(floor, history, [machine], now()),
    freeMemory: () => Bun.gc(false),
  });
  const { isHolder, save, lookForSilence } = factory;
  const school = await openSchool({ ...base, announceSoon, isHolder });
  const energyAlarms = await startEnergyAlarms({ ...base, announceSoon, isHolder });
  const keeping = startKeeping({ ...base, save, lookForSilence, isHolder });

  const app = createApp(siteOf(base, events, factory, school));
  const where = { port: config.port, hostname: config.host, tls: config.tls };
  server.listen(news ? withSecondLook(app, news.look) : app, where);
  console.log(`Andon is live at ${server.url}${config.base}`);

  const steps: Step[] = [
    () => news?.stop(),
    factory.stop,
    school.stop,
    energyAlarms.stop,
    // A bus that is away keeps nobody waiting: what is in the outbox is announced after the next start.
    () => Promise.race([drain.idle(), Bun.sleep(DRAIN_WITHIN_MS)]),
    events.values.stop,
    events.telling.stop,
    server.close,
    events.endBypass,
    live.stop,
    players.stop,
    drain.stop,
    keeping.stop,
    bus.close,
    history.close,
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
