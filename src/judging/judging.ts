import type { Logger } from "pino";
import type { PeerMessage } from "../bus/peer_message";
import type { ValueTicker } from "../bus/value_ticker";
import type { Config } from "../config";
import { startDemo } from "../simulator/demo";
import { createMonitor, type Monitor } from "../detection/monitor/monitor";
import type { Store } from "../store/store";
import { plantTime } from "../../views/shared/time";
import type { AnomalyUpdated, MetricUpdated } from "../domain/event";
import { NO_LIMITS } from "../domain/alarm/machine_limits";
import type { Finding } from "../domain/alarm/alarm";
import type { Machine } from "../domain/machine/machine";
import type { Reading } from "../domain/machine/reading";
import { valuesOf } from "../domain/machine/metric_updates";
import type { StageCounters } from "../live/state/diagnostics";
import { recordFindings, runPipeline } from "./pipeline";
import type { MachineRegistry } from "../ingest/machine_registry";
import type { IngestQueue } from "../ingest/queue";
import { SEED_MACHINES } from "../simulator/seed_machines";
import { createPlant, type Plant } from "../simulator/plant";
import type { LimitsCache } from "./limits_cache";
import { applyFeedback } from "./feedback";

const SEED = 20_261_123;
const RECENT_ALARMS = 1_000;

export type JudgingDeps = {
  config: Pick<Config, "simulate" | "plant">;
  store: Store;
  machineRegistry: MachineRegistry;
  limits: Pick<LimitsCache, "of" | "look">;
  ingestQueue: IngestQueue;
  values: Pick<ValueTicker, "enqueue">;
  stageCounters: StageCounters;
  log: Pick<Logger, "info" | "warn" | "error">;
  now(): number;
  newId(): string;
  announceSoon(): void;
  /** This server has begun to do what must happen once. */
  onElected(): void;
  /** Tells the other servers. */
  sendToPeers(hint: PeerMessage): void;
  /** A machine has been given a past. */
  onPast(machine: Machine): Promise<void>;
  /** Gives back the memory that heavy work has taken: without being told, a runtime may hold on to it. */
  freeMemory(): void;
};

/** Whether this server judges, has told the one that does, or cannot reach it. */
export type Accepted = "done" | "told" | "unreachable";

/** The factory side: readings come in, are kept and judged, and what is found goes out. */
export type Judging = {
  plant: Plant;
  /** Share of the learning done, 0 to 1. */
  learned(machineId: string): number;
  /** Machines that this server simulates. */
  active(): string[];
  /** Whether any server simulates. */
  simulated(): boolean;
  /** Real readings of a simulated machine end its simulation. */
  leaveToReal(machineIds: Iterable<string>): void;
  /** Whether this server does what must happen once. */
  isLeader(): boolean;
  /** A server has kept readings, or passed on what somebody asks of the judge. */
  hear(hint: Extract<PeerMessage, { kind: "readings" | "accept" }>): void;
  /** An alarm has changed, on whichever server. */
  hearAlarm(event: AnomalyUpdated): void;
  /** What this machine has been doing is normal now; resolves when what follows is kept, or another server was told. */
  acceptAsNormal(machineId: string): Promise<Accepted>;
  /** Raises an alarm on each machine that has sent nothing for longer than its limits allow. */
  lookForSilence(): Promise<void>;
  /** A value was announced. */
  hearValue(value: MetricUpdated): void;
  /** Keeps what the judge remembers. */
  save(): Promise<void>;
  /** Takes nothing in any more; resolves when what was waiting is kept and judged. */
  stop(): Promise<void>;
};

/** The factory side of a server that is alone: what it keeps it judges at once. */
export async function startJudging(deps: JudgingDeps): Promise<Judging> {
  const { store, ingestQueue } = deps;
  const monitor = await resumeMonitor(deps);
  const newest = await store.readings.newest();
  const plant = demoPlant(deps);
  const { record } = store.readings;
  const demo = demoOf(deps, { plant, monitor, record });
  const announceValues = announcer(deps, monitor, demo.active);

  const listeningSince = deps.now();
  const found = recordFindings({
    apply: store.alarms.apply,
    announceSoon: deps.announceSoon,
    onTrouble: (error, waiting) =>
      deps.log.error({ error: String(error), waiting }, "findings could not be recorded"),
  });
  async function take(findings: Finding[]) {
    await found(findings);
    if (findings.length > 0) deps.announceSoon();
  }

  const pipeline = runPipeline({
    readings: ingestQueue,
    fresh: (readings) => readings.filter((reading) => isNewest(newest, reading)),
    judge: monitor.observe,
    record: { readings: record, findings: found },
    announceSoon: deps.announceSoon,
    announceValues,
  });

  return {
    plant,
    learned: monitor.learned,
    active: demo.active,
    simulated: () => demo.active().length > 0,
    hear: () => {},
    hearValue: () => {},
    hearAlarm: (event) => void take(applyFeedback(monitor, event, deps.now())),
    async acceptAsNormal(machineId) {
      await take(monitor.acceptAsNormal(machineId, deps.now()));
      return "done";
    },
    lookForSilence: () => take(monitor.silences(deps.now(), listeningSince)),
    leaveToReal: (machineIds) => leaveToReal(deps, demo.stop, machineIds),
    isLeader: () => true,
    save: () => store.states.save(monitor.snapshot()),
    async stop() {
      demo.stopAll();
      await demo.started;
      ingestQueue.close();
      await pipeline;
    },
  };
}

/** A judge that goes on from what is kept of the one before it. */
export async function resumeMonitor({
  store,
  machineRegistry,
  limits,
  config,
  stageCounters,
  log,
  newId,
}: JudgingDeps): Promise<Monitor> {
  const failed = new Set<string>();
  const monitor = createMonitor({
    machine: machineRegistry.find,
    open: await store.alarms.list({ states: ["new", "acknowledged"], limit: RECENT_ALARMS }),
    states: await store.states.load(),
    newId,
    // A machine that is not in use may do as it likes.
    limits: (id) => (machineRegistry.find(id)?.is_active ? limits.of(id) : NO_LIMITS),
    clock: (at) => plantTime(at, config.plant.timezone),
    onFailure(error, id) {
      const machine = machineRegistry.find(id)?.name ?? id;
      stageCounters.unjudged.add();
      stageCounters.lastUnjudged = `${machine}: ${String(error)}`;
      if (failed.size === failed.add(id).size) return;
      log.error(
        { machine, error: String(error) },
        "a reading could not be judged: it is kept, the next is tried",
      );
    },
  });
  return {
    ...monitor,
    observe(readings) {
      stageCounters.judged.add(readings.length);
      return monitor.observe(readings);
    },
  };
}

export function demoPlant({ log }: Pick<JudgingDeps, "log">): Plant {
  return createPlant({ seed: SEED, onFault: (fault) => log.info({ fault }, "simulated fault") });
}

type DemoDeps = {
  plant: Plant;
  monitor: Monitor;
  record: Store["readings"]["record"];
  /** Machines that have real readings. */
  real?: ReadonlySet<string>;
};

/** The simulated plant, as this server runs it. */
export function demoOf(deps: JudgingDeps, { plant, monitor, record, real }: DemoDeps) {
  const { config, store, machineRegistry, ingestQueue, stageCounters, log, now, onPast, freeMemory } = deps;
  const machines = config.simulate ? SEED_MACHINES.flatMap(({ id }) => machineRegistry.find(id) ?? []) : [];
  const demo = startDemo({
    plant,
    seed: SEED,
    machines: machines.filter(({ id }) => !real?.has(id)),
    store: { readings: { ...store.readings, record } },
    monitor,
    enqueue: ingestQueue.enqueue,
    now,
    onPast,
    onProgress: (done, total) => (stageCounters.backfill = done < total ? { done, total } : null),
  });
  const failed = (error: unknown) => log.error({ error: String(error) }, "the past could not be invented");
  // A month has passed through memory.
  return { ...demo, started: demo.started.catch(failed).finally(freeMemory) };
}

/** Tells screens the values of readings, each with the band in which the judge finds it normal. */
export function announcer(
  { values }: Pick<JudgingDeps, "values">,
  monitor: Monitor,
  active: () => string[],
): (readings: readonly Reading[]) => void {
  return (readings) => {
    const simulated = new Set(active());
    for (const reading of newestOnly(readings)) {
      const band = (metric: string) => monitor.band(reading.machine_id, metric);
      const learned = monitor.learned(reading.machine_id);
      for (const value of valuesOf(reading, band, simulated.has(reading.machine_id)))
        values.enqueue({ ...value, learned });
    }
  };
}

/** Of several values of one metric only the newest is ever shown: the others need not be made. */
export function newestOnly(readings: readonly Reading[]): Reading[] {
  const told = new Map<string, Set<string>>();
  const newest: Reading[] = [];
  for (const reading of readings.toReversed()) {
    const names = told.get(reading.machine_id) ?? new Set();
    told.set(reading.machine_id, names);
    const fresh = Object.entries(reading.metrics).filter(([name]) => !names.has(name));
    for (const [name] of fresh) names.add(name);
    if (fresh.length > 0) newest.push({ ...reading, metrics: Object.fromEntries(fresh) });
  }
  return newest.reverse();
}

export function leaveToReal(
  { machineRegistry, log }: Pick<JudgingDeps, "machineRegistry" | "log">,
  stop: (machineId: string) => boolean,
  machineIds: Iterable<string>,
) {
  for (const id of machineIds) {
    if (stop(id)) log.info({ machine: machineRegistry.find(id)?.name }, "real readings: simulation ended");
  }
}

/** Whether a reading is not older than its machine's newest so far; only such are judged and shown. */
function isNewest(newest: Map<string, number>, { machine_id, at }: Reading): boolean {
  if (at < (newest.get(machine_id) ?? -Infinity)) return false;
  newest.set(machine_id, at);
  return true;
}
