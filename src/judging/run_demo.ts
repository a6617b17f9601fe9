import type { Reading } from "../domain/machine/reading";
import type { Demo, DemoRun } from "../simulator/demo";
import type { ReadingFollower } from "./follower/follower";
import type { JudgingDeps } from "./judging";

type Deps = Pick<
  JudgingDeps,
  "simulation" | "store" | "ingestQueue" | "stageCounters" | "log" | "now" | "onPast" | "freeMemory"
>;
type Steps = Pick<DemoRun, "learn" | "isReal"> & Pick<ReadingFollower, "skip">;

/**
 * Runs the simulated machines for a term. An invented past alarms nobody, whoever judges when it is complete.
 */
export function runDemo(deps: Deps, { learn, isReal, skip }: Steps): Demo {
  const { simulation, store, ingestQueue, stageCounters, log, now, onPast, freeMemory } = deps;
  const skipped = new Set<string>();

  async function recordPast(readings: Reading[]) {
    const id = readings[0]?.machine_id;
    // Before the past is stored, or the follower would judge it.
    if (id !== undefined && !skipped.has(id)) await skip(id, now());
    if (id !== undefined) skipped.add(id);
    await store.readings.record(readings);
  }

  const demo = simulation.run({
    enqueue: ingestQueue.enqueue,
    between: store.readings.between,
    recordPast,
    learn,
    isReal,
    now,
    onPast,
    onProgress: (done, total) => (stageCounters.backfill = done < total ? { done, total } : null),
  });
  const onFailure = (error: unknown) => log.error({ err: error }, "the past could not be invented");
  // A month has passed through memory.
  return { ...demo, started: demo.started.catch(onFailure).finally(freeMemory) };
}
