import type { LoggedEvent } from "../../src/domain/event";

/** The mix of events, again and again: seven alarms with their whole lives, a training, alerts. */
const ORDER = [..."oacsoacpoacyoacpoacpoacpoacwye"] as const;
/** An alarm is answered, and clears, so many rounds after it has opened. */
const ANSWERED_AFTER = 2;
const CLEARED_AFTER = 4;
const SEVERITIES = ["warning", "critical", "normal"] as const;
const TYPES = ["spike", "drift", "leak"];

/** The event at a place in a plant's day without end, with the time of now. */
export function eventAt(index: number, machines: readonly string[]): LoggedEvent {
  const round = Math.floor(index / ORDER.length);
  const kind = ORDER[index % ORDER.length]!;
  const nth = ORDER.slice(0, index % ORDER.length).filter((other) => other === kind).length;
  const job = { job_id: `job-${round}`, machine_id: machines[round % machines.length]! };
  if (kind === "o") return opened(round, nth, machines);
  if (kind === "s") return { event_type: "training_started", ...job, model_type: "multivariate_regression" };
  if (kind === "p") {
    const progress_pct = 20 * (nth + 1);
    return { event_type: "training_progress", ...job, progress_pct, status: "fitting" };
  }
  if (kind === "e") return { event_type: "training_completed", ...job, status: "completed", metrics: {} };
  const since = kind === "a" ? ANSWERED_AFTER : kind === "c" ? CLEARED_AFTER : 0;
  if (kind === "y" || round < since) return alert(index);
  return updated(kind, round - since, nth, machines);
}

/** The fields of an alarm, which follow from the round and place of its opening. */
function alarm(round: number, nth: number, machines: readonly string[]) {
  const number = round * 7 + nth;
  return {
    anomaly_id: `alarm-${round}-${nth}`,
    machine_id: machines[number % machines.length]!,
    severity: SEVERITIES[number % SEVERITIES.length]!,
    metric: "power_kw",
    value: 60 + (number % 40),
    timestamp: new Date().toISOString(),
  };
}

function opened(round: number, nth: number, machines: readonly string[]): LoggedEvent {
  const facts = alarm(round, nth, machines);
  const share = { metric: "power_kw", value: facts.value, expected_value: 50, deviation_sd: 6, share: 0.8 };
  return {
    event_type: "anomaly_detected",
    ...facts,
    expected_value: 50,
    unit: "kW",
    anomaly_score: 0.9,
    anomaly_type: TYPES[nth % TYPES.length],
    detection_method: "mewma",
    reason: "Power is far from what it is at this operating point",
    contributors: [share, { ...share, metric: "temperature_c", share: 0.2 }],
  };
}

/** Answered, cleared (and thereby resolved), or become worse. */
function updated(kind: string, round: number, nth: number, machines: readonly string[]): LoggedEvent {
  const state = kind === "a" ? "acknowledged" : kind === "c" ? "cleared" : "new";
  const worse = kind === "w" ? { severity: "critical" as const, raised: true } : {};
  return { event_type: "anomaly_updated", ...alarm(round, nth, machines), ...worse, state, by: "Ada" };
}

function alert(index: number): LoggedEvent {
  const severity = index % 2 ? "warning" : "info";
  const told = { alert_type: "data_quality", alert_key: "data quality", message: `Alert ${index}` };
  return { event_type: "system_alert", severity, ...told };
}
