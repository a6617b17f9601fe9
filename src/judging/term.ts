import type { Monitor } from "../detection/monitor/monitor";
import type { Alarm, Finding } from "../domain/alarm/alarm";
import type { AnomalyUpdated } from "../domain/event";
import { announcer } from "./announce_values";
import { type AreaJudge, createAreaJudge } from "../rules/area_judge";
import { applyFeedback } from "./feedback";
import { type FollowerFailure, followReadings, type ReadingFollower } from "./follower/follower";
import type { JudgingDeps } from "./judging";
import { activeAlarms, resumeMonitor, ruleDeps } from "./resume_monitor";
import { runDemo } from "./run_demo";
import { readWithheld } from "./withheld_readings";
import type { Found } from "./follower/unsaved";
import { inherited, type Watermarks } from "./follower/watermarks";

/** The work of the leader from its election until it stops or loses leadership. */
export type Term = Pick<ReadingFollower, "judge" | "hint" | "save"> & {
  /** Share of the learning done, 0 to 1. */
  learned(machineId: string): number;
  band: Monitor["band"];
  newest: Monitor["newest"];
  /** Ids of the machines that are simulated now. */
  simulatedHere(): string[];
  simulated(): boolean;
  endSimulation(machineIds: Iterable<string>): void;
  onAlarmUpdated(event: AnomalyUpdated): void;
  acceptAsNormal(machineId: string): Promise<void>;
  checkSilence(): Promise<void>;
  end(maySave: boolean): Promise<void>;
};

/**
 * Begins a term where the last one was saved.
 * @param isReal whether a machine has readings of its own, and must not be simulated
 * @throws when the database does not answer
 */
export async function beginTerm(deps: JudgingDeps, isReal: (machineId: string) => boolean): Promise<Term> {
  const { limits, rules, stageCounters, now } = deps;
  const store = inTerm(deps.store, deps.leadership.term());
  await Promise.all([limits.refresh(), rules.refresh()]);
  const states = await store.states.load();
  const withheld = await readWithheld(deps.store, now);
  const open = await activeAlarms(deps);
  const monitor = resumeMonitor({ ...deps, withheld }, states, open);
  const areas = resumeAreas(deps, monitor, states, open);
  const listeningSince = now();
  const announce = announcer({ values: deps.values, monitor, simulated: () => demo.active() });
  const follower = followReadings({
    store,
    monitor: { observe: monitor.observe, snapshot: (ids) => snapshotOf([monitor, areas], ids) },
    watermarks: await resumeWatermarks({ store }, states.keys()),
    onJudged(readings) {
      stageCounters.judged.add(readings.length);
      announce(readings);
    },
    onFailure: (failure) => logFailure(deps, failure),
  });
  const demo = runDemo(deps, { learn: monitor.learn, skip: follower.skip, isReal });

  return {
    judge: follower.judge,
    // Limits that another server has just set hold for the readings that it stored after them.
    hint: (machineIds) => void limits.settled().then(() => follower.hint(machineIds)),
    save: follower.save,
    learned: monitor.learned,
    band: monitor.band,
    newest: monitor.newest,
    simulatedHere: demo.active,
    simulated: () => demo.active().length > 0,
    endSimulation(machineIds) {
      for (const id of machineIds) if (demo.stop(id)) logReal(deps, id);
    },
    onAlarmUpdated(event) {
      const machineId = event.machine_id ?? "";
      if (event.state === "resolved") areas.drop(event.anomaly_id);
      void follower.add(foundOn(machineId, applyFeedback(monitor, event, now())));
    },
    acceptAsNormal: (machineId) => follower.add(foundOn(machineId, monitor.acceptAsNormal(machineId, now()))),
    async checkSilence() {
      await Promise.all([limits.refresh(), rules.refresh(), withheld.refresh()]);
      // Stored but unjudged readings still count as received.
      await follower.look();
      const ofAreas = areas.judge(now()).map(({ key, finding }) => ({ machineId: key, finding }));
      await follower.add([...silentOn(monitor, monitor.silences(now(), listeningSince)), ...ofAreas]);
    },
    async end(maySave) {
      demo.stopAll();
      await demo.started;
      await follower.stop(maySave);
    },
  };
}

/** The rules about areas as a whole, judged by the newest values that this term knows. */
function resumeAreas(
  deps: JudgingDeps,
  { newest }: Pick<Monitor, "newest">,
  states: ReadonlyMap<string, unknown>,
  open: readonly Alarm[],
): AreaJudge {
  const { machineRegistry, newId } = deps;
  return createAreaJudge({ ...ruleDeps(deps), machines: machineRegistry.all, newest, newId }, states, open);
}

type WithSnapshot = { snapshot(ids?: Iterable<string>): Map<string, unknown> };

function snapshotOf(parts: readonly WithSnapshot[], ids: Iterable<string> | undefined): Map<string, unknown> {
  const asked = ids && [...ids];
  return new Map(parts.flatMap((part) => [...part.snapshot(asked)]));
}

/** The store as a term writes to it: nothing once another server has led in between. */
function inTerm(store: JudgingDeps["store"], term: number | undefined): JudgingDeps["store"] {
  const { judged } = store;
  return { ...store, judged: { ...judged, save: (step) => judged.save({ ...step, term }) } };
}

/** The saved watermarks, and those of machines that a version without watermarks judged. */
async function resumeWatermarks(
  { store }: Pick<JudgingDeps, "store">,
  judged: Iterable<string>,
): Promise<Watermarks> {
  const saved = await store.judged.positions();
  const added = inherited(saved, await store.readings.newest(), judged);
  if (added.size > 0) await store.judged.save({ findings: [], states: new Map(), positions: added });
  return new Map([...saved, ...added]);
}

const foundOn = (machineId: string, findings: readonly Finding[]): Found[] =>
  findings.map((finding) => ({ machineId, finding }));

/** A silence opens an alarm, or joins the one that its machine has. */
const silentOn = (monitor: Pick<Monitor, "machineOf">, findings: readonly Finding[]): Found[] =>
  findings.map((finding) => ({
    machineId: monitor.machineOf(finding.kind === "opened" ? finding.alarm.id : finding.anomaly_id) ?? "",
    finding,
  }));

function logReal({ machineRegistry, log }: Pick<JudgingDeps, "machineRegistry" | "log">, machineId: string) {
  log.info({ machine: machineRegistry.find(machineId)?.name }, "real readings: simulation ended");
}

function logFailure({ machineRegistry, log }: JudgingDeps, failure: FollowerFailure) {
  const err = failure.error;
  if (failure.kind === "waiting") return log.warn({ err }, "judging waits for the database");
  const machine = machineRegistry.find(failure.machineId)?.name ?? failure.machineId;
  if (failure.kind === "unreadable")
    log.error({ err, machine }, "a machine could not be judged, it is tried again");
  else log.error({ err, machine }, "a finding could not be recorded, it is tried again");
}
