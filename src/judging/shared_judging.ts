import { setTimeout } from "node:timers/promises";
import {
  announcer,
  demoOf,
  demoPlant,
  type Judging,
  type JudgingDeps,
  endSimulation,
  resumeMonitor,
} from "./judging";
import { type ReadingFollower, followReadings } from "./follower";
import { runForLeader } from "../cluster/leader";
import type { AnomalyUpdated, MetricUpdated } from "../domain/event";
import type { Reading } from "../domain/machine/reading";
import type { Batch } from "../ingest/queue";
import { applyFeedback } from "./feedback";

const BEGIN_AGAIN_MS = 1_000;

/** What one server does as long as it holds the lease. */
type Term = {
  follower: ReadingFollower;
  learned(machineId: string): number;
  active(): string[];
  endSimulation(machineIds: Iterable<string>): void;
  onAlarmUpdated(event: AnomalyUpdated): void;
  acceptAsNormal(machineId: string): Promise<void>;
  checkSilence(): Promise<void>;
  end(mayStillSave: boolean): Promise<void>;
};

/** Every server keeps what it is sent; the holder of the lease judges it all, and hands over when it stops or dies. */
export function startSharedJudging(deps: JudgingDeps): Judging {
  const { store, ingestQueue, log } = deps;
  const plant = demoPlant(deps);
  const real = new Set<string>();
  const told = new Map<string, { learned: number; simulated: boolean }>();
  let term: Term | undefined;
  let stopped = false;
  let turn = Promise.resolve();

  const onTrouble = (error: unknown) => log.warn({ error: String(error) }, "the database does not answer");
  const lease = runForLeader({
    lease: store.lease,
    taken: () => void (turn = turn.then(begin)),
    lost: () => void (turn = turn.then(() => end(false))),
    onTrouble,
  });

  async function begin() {
    while (lease.held() && !term) {
      try {
        term = await beginTerm(deps, { plant, real, announce: learnedToo });
        log.info("this server judges");
        deps.onElected();
      } catch (error) {
        onTrouble(error);
        await setTimeout(BEGIN_AGAIN_MS);
      }
    }
  }

  async function end(mayStillSave: boolean) {
    const ending = term;
    term = undefined;
    await ending?.end(mayStillSave);
  }

  function learnedToo(values: MetricUpdated) {
    deps.values.enqueue({ ...values, learned: term?.learned(values.machine_id ?? "") });
  }

  async function keep(batch: Batch) {
    try {
      await store.readings.record(batch.readings);
    } catch (error) {
      onTrouble(error);
      return batch.failed(error);
    }
    batch.kept();
    tell(batch.readings);
  }

  function tell(readings: readonly Reading[]) {
    const machines = [...new Set(readings.map(({ machine_id }) => machine_id))];
    if (term) term.follower.hint(machines);
    else deps.sendToPeers({ kind: "readings", machines, outside: false });
  }

  const keeping = (async () => {
    for await (const batch of ingestQueue) await keep(batch);
  })();

  return {
    plant,
    learned: (id) => term?.learned(id) ?? told.get(id)?.learned ?? 1,
    simulatedHere: () => term?.active() ?? [],
    simulated: () => told.values().some(({ simulated }) => simulated),
    endSimulation(machineIds) {
      const machines = [...machineIds];
      for (const id of machines) real.add(id);
      if (term) term.endSimulation(machines);
      else deps.sendToPeers({ kind: "readings", machines, outside: true });
    },
    onPeerMessage(hint) {
      if (hint.kind === "accept") return void term?.acceptAsNormal(hint.machine);
      const { machines, outside } = hint;
      if (outside) for (const id of machines) real.add(id);
      if (outside) term?.endSimulation(machines);
      else term?.follower.hint(machines);
    },
    onValue({ machine_id, learned, simulated }) {
      if (machine_id) told.set(machine_id, { learned: learned ?? 1, simulated: simulated === true });
    },
    onAlarmUpdated: (event) => term?.onAlarmUpdated(event),
    async acceptAsNormal(machineId) {
      if (term) {
        await term.acceptAsNormal(machineId);
        return "done";
      }
      if (deps.stageCounters.busAwaySince !== null) return "unreachable";
      deps.sendToPeers({ kind: "accept", machine: machineId });
      return "told";
    },
    checkSilence: () => term?.checkSilence() ?? Promise.resolve(),
    isLeader: () => lease.held() && !stopped,
    save: () => Promise.resolve(),
    async stop() {
      stopped = true;
      ingestQueue.close();
      await keeping;
      await turn;
      await end(lease.held());
      await lease.release();
    },
  };
}

type TermOptions = {
  plant: Judging["plant"];
  real: ReadonlySet<string>;
  announce(value: MetricUpdated): void;
};

async function beginTerm(deps: JudgingDeps, { plant, real, announce }: TermOptions): Promise<Term> {
  const { store, now, log } = deps;
  await deps.limits.look();
  const monitor = await resumeMonitor(deps);
  const listeningSince = now();
  let active = (): string[] => [];
  const follower = followReadings({
    store,
    monitor,
    upTo: await store.judged.upTo(),
    seen: announcer({ values: { enqueue: announce } }, monitor, () => active()),
    onTrouble: (error) => log.warn({ error: String(error) }, "judging waits"),
  });
  const past = new Set<string>();

  /** An invented past is not to alarm anybody, whoever judges when it is complete. */
  async function record(readings: Reading[]) {
    const id = readings[0]?.machine_id;
    if (id !== undefined && !past.has(id)) await follower.skip(id, now());
    if (id !== undefined) past.add(id);
    await store.readings.record(readings);
  }

  const demo = demoOf(deps, { plant, monitor, record, real });
  active = demo.active;

  return {
    follower,
    learned: monitor.learned,
    active,
    endSimulation: (machineIds) => endSimulation(deps, demo.stop, machineIds),
    onAlarmUpdated: (event) => void follower.take(applyFeedback(monitor, event, now())),
    acceptAsNormal: (machineId) => follower.take(monitor.acceptAsNormal(machineId, now())),
    async checkSilence() {
      await deps.limits.look();
      // What was kept and is not yet judged has been heard.
      await follower.look();
      await follower.take(monitor.silences(now(), listeningSince));
    },
    async end(mayStillSave) {
      demo.stopAll();
      await demo.started;
      await follower.stop(mayStillSave);
    },
  };
}
