import type { Logger } from "pino";
import type { PeerMessage } from "../bus/peer_message";
import type { ValueTicker } from "../bus/value_ticker";
import type { Leadership } from "../cluster/leader";
import type { Monitor } from "../detection/monitor/monitor";
import type { Config } from "../config";
import type { AnomalyUpdated, MetricUpdated } from "../domain/event";
import type { Machine } from "../domain/machine/machine";
import type { MetricSettings } from "../domain/machine/metric_settings";
import type { MachineRegistry } from "../ingest/machine_registry";
import type { IngestQueue } from "../ingest/queue";
import type { StageCounters } from "../live/state/diagnostics";
import type { Simulation } from "../simulator/demo";
import type { SiteCache } from "../site/site_cache";
import type { Recorded } from "../store/readings/reading_store";
import type { Store } from "../store/store";
import { createAnnounced } from "./announced";
import { runIntake } from "./intake";
import type { LimitsCache } from "./limits_cache";
import type { RulesCache } from "./rules_cache";
import { beginTerm, type Term } from "./term";
import { runTerms, type Terms } from "./terms";

export type JudgingDeps = {
  config: Pick<Config, "plant">;
  store: Store;
  machineRegistry: MachineRegistry;
  limits: Pick<LimitsCache, "of" | "refresh" | "settled">;
  metricSettings: MetricSettings;
  rules: Pick<RulesCache, "inForce" | "refresh">;
  site: Pick<SiteCache, "areas" | "inForce">;
  ingestQueue: IngestQueue;
  values: Pick<ValueTicker, "enqueue">;
  stageCounters: StageCounters;
  log: Pick<Logger, "info" | "warn" | "error">;
  leadership: Leadership;
  simulation: Simulation;
  now(): number;
  newId(): string;
  sendToPeers(message: PeerMessage): void;
  /** A value was announced, by whichever server. */
  onAnnounced?(value: MetricUpdated): void;
  /** Waits until the rest of the server knows the past that a machine was given. */
  onPast(machine: Machine): Promise<void>;
  /** Gives back the memory of heavy work, which a runtime may hold on to otherwise. */
  freeMemory(): void;
};

/** The outcome of a request to the leader: this server leads, has passed it on, or cannot reach the one that does. */
export type Accepted = Acceptance | "unreachable";
type Acceptance = "done" | "passed_on";

/** The path from the ingest queue to findings, the same on one server and in a cluster. */
export type Judging = {
  plant: Simulation["plant"];
  /** Share of the learning done, 0 to 1. */
  learned(machineId: string): number;
  /** The band in which a metric is normal now, as far as this server judges. */
  band: Monitor["band"];
  /** The newest value of each series of a machine, as far as this server judges. */
  newest: Monitor["newest"];
  /** Ids of the machines that this server simulates. */
  simulatedHere(): string[];
  /** Whether any server simulates. */
  simulated(): boolean;
  /** Real readings of a simulated machine end its simulation. */
  endSimulation(machineIds: Iterable<string>): void;
  isLeader(): boolean;
  /** Another server has stored readings, or passes a request on to the leader. */
  onPeerMessage(message: Extract<PeerMessage, { kind: "readings" | "accept" }>): void;
  /** An alarm has changed, on whichever server. */
  onAlarmUpdated(event: AnomalyUpdated): void;
  /** A value was announced. */
  onValue(value: MetricUpdated): void;
  /**
   * The machine's recent behaviour is normal from now on; resolves when that is saved or passed on to the leader.
   * @param noted notes who said so, before anything is changed; when it rejects nothing is
   */
  acceptAsNormal(machineId: string, noted?: (how: Acceptance) => Promise<unknown>): Promise<Accepted>;
  /** Raises an alarm on each machine that has sent nothing for longer than its limits allow. */
  checkSilence(): Promise<void>;
  /** Saves detector states. */
  save(): Promise<void>;
  /** Closes the ingest queue; resolves when the readings that waited are stored, and judged if this server leads alone. */
  stop(): Promise<void>;
};

/**
 * Starts the path: each server stores what it is sent, and the leader judges every machine past its watermark. The leader
 * of a database that nobody shares is handed its own batches in memory.
 * @throws when the first term cannot begin on such a database
 */
export async function startJudging(deps: JudgingDeps): Promise<Judging> {
  const { store, ingestQueue, leadership, simulation, log } = deps;
  const real = new Set<string>();
  const announced = createAnnounced();
  let stopped = false;

  const terms = runTerms({
    leadership,
    begin: () => beginTerm(deps, (machineId) => real.has(machineId)),
    onBegun: () => log.info("this server judges"),
    onFailure(error) {
      log.warn({ err: error }, "judging cannot begin");
      return store.shared;
    },
  });
  await terms.settled();

  const intake = runIntake({
    batches: ingestQueue,
    record: store.readings.record,
    onStored: (recorded) => judgeStored(deps, terms.current(), recorded),
    onFailure: (error) => log.warn({ err: error }, "readings could not be stored"),
  });

  return {
    plant: simulation.plant,
    learned: (id) => (terms.current() ?? announced).learned(id),
    band: (id, metric) => terms.current()?.band(id, metric),
    newest: (id) => terms.current()?.newest(id) ?? {},
    simulatedHere: () => terms.current()?.simulatedHere() ?? [],
    simulated: () => (terms.current() ?? announced).simulated(),
    isLeader: () => leadership.isLeader() && !stopped,
    onAlarmUpdated: (event) => terms.current()?.onAlarmUpdated(event),
    onValue(value) {
      announced.onValue(value);
      deps.onAnnounced?.(value);
    },
    checkSilence: async () => terms.current()?.checkSilence(),
    save: async () => terms.current()?.save(),
    ...peerRequests(deps, terms, real),
    async stop() {
      stopped = true;
      ingestQueue.close();
      await intake;
      await terms.stop();
    },
  };
}

/** Judges a batch that was just stored, or leaves it to the server that leads. */
async function judgeStored(
  { store, sendToPeers }: Pick<JudgingDeps, "store" | "sendToPeers">,
  term: Term | undefined,
  recorded: Recorded,
) {
  if (term && !store.shared) return term.judge(recorded);
  const machines = [...new Set(recorded.stored.map(({ reading }) => reading.machine_id))];
  if (term) term.hint(machines);
  else sendToPeers({ kind: "readings", machines, outside: false });
}

type PeerRequests = Pick<Judging, "endSimulation" | "acceptAsNormal" | "onPeerMessage">;

/** Requests that the leader answers, whichever server they come to. */
function peerRequests(
  { stageCounters, sendToPeers }: Pick<JudgingDeps, "stageCounters" | "sendToPeers">,
  terms: Pick<Terms, "current">,
  real: Set<string>,
): PeerRequests {
  function endSimulation(machines: readonly string[]) {
    for (const id of machines) real.add(id);
    terms.current()?.endSimulation(machines);
  }

  return {
    endSimulation(machineIds) {
      const machines = [...machineIds];
      endSimulation(machines);
      if (!terms.current()) sendToPeers({ kind: "readings", machines, outside: true });
    },
    async acceptAsNormal(machineId, noted) {
      const how = terms.current() ? "done" : "passed_on";
      if (how === "passed_on" && stageCounters.busAwaySince !== null) return "unreachable";
      await noted?.(how);
      // Leadership may have changed hands while it was noted.
      const term = terms.current();
      if (term) await term.acceptAsNormal(machineId);
      else sendToPeers({ kind: "accept", machine: machineId });
      return term ? "done" : "passed_on";
    },
    onPeerMessage(message) {
      if (message.kind === "accept") void terms.current()?.acceptAsNormal(message.machine);
      else if (message.outside) endSimulation(message.machines);
      else terms.current()?.hint(message.machines);
    },
  };
}
