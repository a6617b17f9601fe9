import type { Finding } from "../../../domain/alarm/alarm";
import { MINUTE_MS } from "../../../domain/time_units";
import type { Planted } from "../../../simulator/rude/plan";
import { SEED_MACHINES } from "../../../simulator/seed_machines";
import { daysOf, type Found, type Watched } from "./watch";

/** A planted fault, and after how long it was told of; null: never. */
export type Outcome = Planted & { after_ms: number | null };

/** The result of one machine. */
export type MachineResult = {
  name: string;
  planted: number;
  alarmed: number;
  false_alarms: number;
  false_alarms_a_day: number;
  /** Good values that were sent, and those of them that are not stored. */
  good_values: number;
  lost: number;
  kwh: number;
  /** Stored energy against the truth, as a share of it. */
  energy_error: number;
};

/**
 * Implausible values and silences are told of at the next look; a fault may show only in its last readings.
 */
const GRACE_MS = 2 * MINUTE_MS;
/** An alarm so soon after a fault is still of that fault. */
const AFTER_FAULT_MS = 10 * MINUTE_MS;

/** Whether each planted fault was alarmed, and when. */
export function outcomesOf({ plan, found }: Pick<Watched, "plan" | "found">): Outcome[] {
  return plan.planted.map((planted) => {
    const first = found.find(
      ({ machine_id, at, finding }) =>
        machine_id === planted.machine_id &&
        at >= planted.from &&
        at < planted.to + GRACE_MS &&
        tellsOf(finding, planted),
    );
    return { ...planted, after_ms: first ? first.at - planted.from : null };
  });
}

/** Whether a finding says what was planted, be it an alarm of its own or part of the open one. */
function tellsOf(finding: Finding, { kind, expected }: Planted): boolean {
  if (finding.kind === "cleared") return false;
  if (finding.kind === "opened" && finding.alarm.state === "finding") return false;
  const { metric, cause } = finding.kind === "opened" ? finding.alarm : finding;
  const method = finding.kind === "opened" ? finding.alarm.detection_method : undefined;
  if (expected === "limit") return metric === kind && (method ?? "limit") === "limit";
  if (expected === "implausible") return metric === kind && (method ?? "plausibility") === "plausibility";
  if (expected === "silence") return cause?.kind === "silence" && cause.metric === null;
  if (expected === "fault") return cause?.kind === "fault";
  return true;
}

/** Alarms that opened beside every planted fault of their machine. */
export function falseAlarms({ plan, found }: Pick<Watched, "plan" | "found">): Found[] {
  return found.filter(({ machine_id, at, finding }) => {
    if (finding.kind !== "opened" || finding.alarm.state === "finding") return false;
    return !plan.planted.some(
      ({ machine_id: id, from, to }) => id === machine_id && at >= from && at < to + AFTER_FAULT_MS,
    );
  });
}

export function resultsOf(watched: Watched): MachineResult[] {
  const outcomes = outcomesOf(watched);
  const wrong = falseAlarms(watched);
  return SEED_MACHINES.map(({ id, name }) => {
    const ofMachine = <T extends { machine_id: string }>(all: readonly T[]) =>
      all.filter(({ machine_id }) => machine_id === id);
    const planted = ofMachine(outcomes);
    const false_alarms = ofMachine(wrong).length;
    const { good_values, lost } = kept(watched, id);
    const truth = watched.measuredKwh.get(id) ?? 0;
    return {
      name,
      planted: planted.length,
      alarmed: planted.filter(({ after_ms }) => after_ms !== null).length,
      false_alarms,
      false_alarms_a_day: false_alarms / daysOf(watched.hours),
      good_values,
      lost,
      kwh: truth,
      energy_error: (watched.store.sum(id, "energy_kwh") - truth) / truth,
    };
  });
}

function kept({ good, store }: Watched, id: string) {
  let [good_values, lost] = [0, 0];
  for (const { machine_id, at, metrics } of good) {
    if (machine_id !== id) continue;
    for (const [metric, value] of Object.entries(metrics)) {
      good_values++;
      if (store.value(id, at, metric) !== value) lost++;
    }
  }
  return { good_values, lost };
}
