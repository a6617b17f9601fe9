import { setTimeout } from "node:timers/promises";
import {
  announcer,
  demoOf,
  demoPlant,
  type Factory,
  type FactoryDeps,
  leaveToReal,
  resumeJudge,
} from "./factory";
import { type Following, followReadings } from "./following";
import { keepLease } from "../history/lease";
import type { AnomalyUpdated, MetricUpdated } from "../model/event";
import type { Reading } from "../model/reading";
import type { Batch } from "../readings/inbox";
import { hearVerdict } from "./verdicts";

const BEGIN_AGAIN_MS = 1_000;

/** What one server does as long as it holds the lease. */
type Tenure = {
  following: Following;
  learned(machineId: string): number;
  active(): string[];
  leaveToReal(machineIds: Iterable<string>): void;
  hearAlarm(event: AnomalyUpdated): void;
  acceptAsNormal(machineId: string): Promise<void>;
  lookForSilence(): Promise<void>;
  end(mayStillSave: boolean): Promise<void>;
};

/** Every server keeps what it is sent; the holder of the lease judges it all, and hands over when it stops or dies. */
export function startSharedFactory(deps: FactoryDeps): Factory {
  const { history, inbox, log } = deps;
  const plant = demoPlant(deps);
  const real = new Set<string>();
  const told = new Map<string, { learned: number; simulated: boolean }>();
  let tenure: Tenure | undefined;
  let stopped = false;
  let turn = Promise.resolve();

  const onTrouble = (error: unknown) => log.warn({ error: String(error) }, "the database does not answer");
  const lease = keepLease({
    lease: history.lease,
    taken: () => void (turn = turn.then(begin)),
    lost: () => void (turn = turn.then(() => end(false))),
    onTrouble,
  });

  async function begin() {
    while (lease.held() && !tenure) {
      try {
        tenure = await beginTenure(deps, { plant, real, announce: learnedToo });
        log.info("this server judges");
        deps.onHolding();
      } catch (error) {
        onTrouble(error);
        await setTimeout(BEGIN_AGAIN_MS);
      }
    }
  }

  async function end(mayStillSave: boolean) {
    const ending = tenure;
    tenure = undefined;
    await ending?.end(mayStillSave);
  }

  function learnedToo(values: MetricUpdated) {
    deps.values.offer({ ...values, learned: tenure?.learned(values.machine_id ?? "") });
  }

  async function keep(batch: Batch) {
    try {
      await history.readings.record(batch.readings);
    } catch (error) {
      onTrouble(error);
      return batch.failed(error);
    }
    batch.kept();
    tell(batch.readings);
  }

  function tell(readings: readonly Reading[]) {
    const machines = [...new Set(readings.map(({ machine_id }) => machine_id))];
    if (tenure) tenure.following.hint(machines);
    else deps.whisper({ kind: "readings", machines, outside: false });
  }

  const keeping = (async () => {
    for await (const batch of inbox) await keep(batch);
  })();

  return {
    plant,
    learned: (id) => tenure?.learned(id) ?? told.get(id)?.learned ?? 1,
    active: () => tenure?.active() ?? [],
    simulated: () => told.values().some(({ simulated }) => simulated),
    leaveToReal(machineIds) {
      const machines = [...machineIds];
      for (const id of machines) real.add(id);
      if (tenure) tenure.leaveToReal(machines);
      else deps.whisper({ kind: "readings", machines, outside: true });
    },
    hear(hint) {
      if (hint.kind === "accept") return void tenure?.acceptAsNormal(hint.machine);
      const { machines, outside } = hint;
      if (outside) for (const id of machines) real.add(id);
      if (outside) tenure?.leaveToReal(machines);
      else tenure?.following.hint(machines);
    },
    hearValue({ machine_id, learned, simulated }) {
      if (machine_id) told.set(machine_id, { learned: learned ?? 1, simulated: simulated === true });
    },
    hearAlarm: (event) => tenure?.hearAlarm(event),
    async acceptAsNormal(machineId) {
      if (tenure) {
        await tenure.acceptAsNormal(machineId);
        return "done";
      }
      if (deps.tally.busAwaySince !== null) return "unreachable";
      deps.whisper({ kind: "accept", machine: machineId });
      return "told";
    },
    lookForSilence: () => tenure?.lookForSilence() ?? Promise.resolve(),
    isHolder: () => lease.held() && !stopped,
    save: () => Promise.resolve(),
    async stop() {
      stopped = true;
      inbox.close();
      await keeping;
      await turn;
      await end(lease.held());
      await lease.release();
    },
  };
}

type TenureStart = {
  plant: Factory["plant"];
  real: ReadonlySet<string>;
  announce(value: MetricUpdated): void;
};

async function beginTenure(deps: FactoryDeps, { plant, real, announce }: TenureStart): Promise<Tenure> {
  const { history, now, announceSoon, log } = deps;
  await deps.limits.look();
  const judge = await resumeJudge(deps);
  const listeningSince = now();
  let active = (): string[] => [];
  const following = followReadings({
    history,
    judge,
    upTo: await history.judged.upTo(),
    seen: announcer({ values: { offer: announce } }, judge, () => active()),
    found: announceSoon,
    onTrouble: (error) => log.warn({ error: String(error) }, "judging waits"),
  });
  const past = new Set<string>();

  /** An invented past is not to alarm anybody, whoever judges when it is complete. */
  async function record(readings: Reading[]) {
    const id = readings[0]?.machine_id;
    if (id !== undefined && !past.has(id)) await following.skip(id, now());
    if (id !== undefined) past.add(id);
    await history.readings.record(readings);
  }

  const demo = demoOf(deps, { plant, judge, record, real });
  active = demo.active;

  return {
    following,
    learned: judge.learned,
    active,
    leaveToReal: (machineIds) => leaveToReal(deps, demo.stop, machineIds),
    hearAlarm: (event) => void following.take(hearVerdict(judge, event, now())),
    acceptAsNormal: (machineId) => following.take(judge.acceptAsNormal(machineId, now())),
    async lookForSilence() {
      await deps.limits.look();
      // What was kept and is not yet judged has been heard.
      await following.look();
      await following.take(judge.silences(now(), listeningSince));
    },
    async end(mayStillSave) {
      demo.stopAll();
      await demo.started;
      await following.stop(mayStillSave);
    },
  };
}
