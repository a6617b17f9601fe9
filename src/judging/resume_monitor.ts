import { createMonitor, type Monitor } from "../detection/monitor/monitor";
import { NO_LIMITS } from "../domain/alarm/machine_limits";
import { kindOf } from "../domain/machine/metric_settings";
import { reasonOf } from "../domain/reason";
import type { JudgingDeps } from "./judging";

const RECENT_ALARMS = 1_000;

type ResumeDeps = Pick<
  JudgingDeps,
  "store" | "machineRegistry" | "limits" | "metricSettings" | "stageCounters" | "log" | "newId"
>;

/** Creates a monitor that goes on from saved detector states and open alarms. */
export async function resumeMonitor(
  { store, machineRegistry, limits, metricSettings, stageCounters, log, newId }: ResumeDeps,
  states: ReadonlyMap<string, unknown>,
): Promise<Monitor> {
  const failed = new Set<string>();
  return createMonitor({
    machine: machineRegistry.find,
    machines: machineRegistry.all,
    open: await store.alarms.list({ states: ["new", "acknowledged"], limit: RECENT_ALARMS }),
    states,
    newId,
    // A machine that is not in use has no limits to keep.
    limits: (id) => (machineRegistry.find(id)?.is_active ? limits.of(id) : NO_LIMITS),
    kind: (id, metric) => kindOf(metricSettings, id, metric),
    onFailure(error, id) {
      const machine = machineRegistry.find(id)?.name ?? id;
      stageCounters.unjudged.add();
      stageCounters.lastUnjudged = `${machine}: ${reasonOf(error)}`;
      if (failed.size === failed.add(id).size) return;
      log.error({ err: error, machine }, "a reading could not be judged, the next is tried");
    },
  });
}
