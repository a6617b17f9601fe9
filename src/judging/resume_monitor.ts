import { createMonitor, type Monitor } from "../detection/monitor/monitor";
import { NO_LIMITS } from "../domain/alarm/machine_limits";
import { kindOf } from "../domain/machine/metric_settings";
import { reasonOf } from "../domain/reason";
import type { Alarm } from "../domain/alarm/alarm";
import { createRuleJudge } from "../rules/judge";
import type { JudgingDeps } from "./judging";
import type { WithheldReadings } from "./withheld_readings";

const RECENT_ALARMS = 1_000;

type ResumeDeps = Pick<
  JudgingDeps,
  | "machineRegistry"
  | "limits"
  | "metricSettings"
  | "stageCounters"
  | "log"
  | "newId"
  | "rules"
  | "site"
  | "config"
> & { withheld?: WithheldReadings };

/** The live alarms that are still active. */
export const activeAlarms = ({ store }: Pick<JudgingDeps, "store">): Promise<Alarm[]> =>
  store.alarms.list({ states: ["new", "acknowledged"], limit: RECENT_ALARMS });

/** Creates a monitor that goes on from saved detector states and open alarms. */
export function resumeMonitor(
  { machineRegistry, limits, metricSettings, stageCounters, log, newId, withheld, ...deps }: ResumeDeps,
  states: ReadonlyMap<string, unknown>,
  open: readonly Alarm[],
): Monitor {
  const failed = new Set<string>();
  return createMonitor({
    machine: machineRegistry.find,
    machines: machineRegistry.all,
    open,
    states,
    newId,
    // A machine that is not in use has no limits to keep.
    limits: (id) => (machineRegistry.find(id)?.is_active ? limits.of(id) : NO_LIMITS),
    kind: (id, metric) => kindOf(metricSettings, id, metric),
    withheld,
    rules: createRuleJudge({ ...ruleDeps(deps), machine: machineRegistry.find, newId }),
    onFailure(error, id) {
      const machine = machineRegistry.find(id)?.name ?? id;
      stageCounters.unjudged.add();
      stageCounters.lastUnjudged = `${machine}: ${reasonOf(error)}`;
      if (failed.size === failed.add(id).size) return;
      log.error({ err: error, machine }, "a reading could not be judged, the next is tried");
    },
  });
}

/** What the rules of people are judged with, whatever they are about. */
export function ruleDeps({ rules, site, config }: Pick<JudgingDeps, "rules" | "site" | "config">) {
  const { timezone } = config.plant;
  return {
    rules: rules.inForce,
    areas: site.areas,
    calendar: () => ({ timezone, shifts: site.inForce().shifts }),
  };
}
