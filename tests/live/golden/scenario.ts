import { detectedEvent, updatedEvent } from "../../../src/domain/alarm/alarm_event";
import type { Alarm } from "../../../src/domain/alarm/alarm";
import type { AnnouncedEvent, MetricUpdated, RecordedEvent } from "../../../src/domain/event";
import type { Machine } from "../../../src/domain/machine/machine";
import type { TrainingJob } from "../../../src/domain/training/job";
import { trainingEvent } from "../../../src/domain/training/job_event";
import { alarm, HOSTILE, machine } from "../../support/views";

export const START = Date.parse("2026-11-23T09:00:00Z");
const MACHINES = 30;
const AREAS = ["Hall 1", "Hall 2", "Hall <3>", null];
const METRICS = ["power_kw", "pressure_bar", "oil_temp_c", "energy_kwh", "speed_rpm", "voltage_v"];
const SEVERITIES = ["normal", "warning", "critical"] as const;

/** An event at an instant of the scenario. */
export type Step =
  | { kind: "machine"; machine: Machine }
  | { kind: "event"; event: AnnouncedEvent }
  | { kind: "early"; event: RecordedEvent }
  | { kind: "values"; values: MetricUpdated[] }
  | { kind: "bus"; isAway: boolean }
  | { kind: "audience"; index: number; joins: boolean }
  | { kind: "catch up"; events: AnnouncedEvent[]; index: number }
  | { kind: "screen" }
  | { kind: "resync" };

/** A generator of pseudo-random numbers (mulberry32), so that every run is the same. */
export function chanceOf(seed: number) {
  let state = seed;
  const draw = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number) => Math.floor(draw() * end);
  return { draw, below, one: <T>(list: readonly T[]): T => list[below(list.length)]! };
}

/** Events, values and machines of a plant, each as it follows from those before it. */
export function createScenario(seed: number, audiences: number) {
  const chance = chanceOf(seed);
  const alarms: Alarm[] = [];
  const jobs: TrainingJob[] = [];
  const announced: AnnouncedEvent[] = [];
  const early: RecordedEvent[] = [];
  let count = 0;

  const id = (index: number) => `m${index}`;
  const machineOf = (index: number, change: Partial<Machine> = {}) =>
    machine({
      id: id(index),
      name: index === 3 ? HOSTILE : `Machine-${index}`,
      location: AREAS[index % AREAS.length] ?? null,
      data_interval_seconds: index % 5 === 0 ? 10 : 1,
      is_active: index !== 29,
      ...change,
    });

  function recorded(event: object, at: number): RecordedEvent {
    const event_id = `e${++count}`;
    return { ...event, event_id, published_at: new Date(at - chance.below(900)).toISOString() } as never;
  }

  function announce(event: RecordedEvent): AnnouncedEvent {
    const numbered = { ...event, id: `log-${count}` } as AnnouncedEvent;
    announced.push(numbered);
    return numbered;
  }

  function opened(at: number): object {
    const index = chance.below(MACHINES + 1);
    const one = alarm({
      id: `a${alarms.length}`,
      machine_id: index === MACHINES ? null : id(index),
      machine_name: chance.below(2) ? null : `Machine-${index}`,
      severity: chance.one(SEVERITIES),
      origin: chance.below(6) ? "live" : "detect",
      metric: chance.one(METRICS),
      opened_at: at - chance.below(5_000),
      updated_at: at,
    });
    alarms.push(one);
    return detectedEvent(one);
  }

  function changed(at: number): object {
    const index = chance.below(alarms.length);
    const state = chance.one(["acknowledged", "cleared", "resolved", "new"] as const);
    const one = { ...alarms[index]!, state, updated_at: at };
    if (state === "acknowledged") Object.assign(one, { acknowledged_at: at, acknowledged_by: "Ada" });
    if (state === "resolved") Object.assign(one, { resolved_at: at });
    alarms[index] = one;
    return { ...updatedEvent(one), ...(chance.below(4) ? {} : { raised: true }) };
  }

  function trained(at: number): object {
    if (jobs.length === 0 || chance.below(3) === 0) {
      jobs.push({
        ...{ id: `j${jobs.length}`, machine_id: id(chance.below(MACHINES)), machine_name: null },
        ...{ model_type: "energy_baseline", status: "running", step: null, progress_pct: 0, message: null },
        ...{ from: START, to: at, seconds: 3600, drivers: null, created_at: at, started_at: at },
        ...{ ended_at: null, metrics: null, error: null, model_id: null, model_version: null },
      });
      return trainingEvent(jobs.at(-1)!);
    }
    const index = chance.below(jobs.length);
    const job = { ...jobs[index]! };
    const outcome = chance.below(3);
    if (outcome === 0) Object.assign(job, { step: "fitting", progress_pct: chance.below(100) });
    if (outcome === 1) Object.assign(job, { status: "failed", error: "Too few rows", ended_at: at });
    if (outcome === 2) {
      const metrics = { held_out_r_squared: 0.9, rmse: 1, training_samples: 90 };
      Object.assign(job, { status: "completed", metrics, ended_at: at, model_version: 1, message: "y = x" });
    }
    jobs[index] = job;
    return trainingEvent(job);
  }

  function event(at: number): RecordedEvent {
    const kind = chance.below(20);
    if (kind < 9 || alarms.length === 0) return recorded(opened(at), at);
    if (kind < 15) return recorded(changed(at), at);
    if (kind < 18) return recorded(trained(at), at);
    if (kind < 19) return recorded({ ...detectedEvent(chance.one(alarms)), repeated: true }, at);
    const severity = chance.one(["info", ...SEVERITIES]);
    return recorded({ event_type: "system_alert", alert_type: "test_alert", severity, message: HOSTILE }, at);
  }

  function values(at: number): MetricUpdated[] {
    return Array.from({ length: 1 + chance.below(40) }, () => {
      const late = chance.below(10) ? 0 : chance.below(5_000);
      const learned = chance.below(3) ? { learned: chance.below(11) / 10 } : {};
      const band = chance.below(2) ? { low: 10, high: 60 } : {};
      return {
        ...{ event_type: "metric_updated", machine_id: id(chance.below(MACHINES - 3)), ...learned, ...band },
        ...{ metric: chance.one(METRICS.slice(0, 1 + chance.below(METRICS.length))) },
        ...{
          value: chance.below(20) ? chance.below(9_000) / 100 : null,
          mode: chance.one(["running", "idle"]),
        },
        ...{ timestamp: new Date(at - late).toISOString(), simulated: chance.below(2) === 1 },
      };
    });
  }

  function machineChange(): Machine {
    const index = chance.below(MACHINES);
    const change = chance.below(4);
    if (change === 0) return machineOf(index, { location: chance.one(AREAS) });
    if (change === 1) return machineOf(index, { is_active: chance.below(2) === 1 });
    if (change === 2) return machineOf(MACHINES + chance.below(3), { location: "Hall 9" });
    return machineOf(index, { name: `Renamed-${index}` });
  }

  function step(at: number): Step {
    const kind = chance.below(100);
    if (kind < 50) return { kind: "values", values: values(at) };
    if (kind < 72) return { kind: "event", event: announce(event(at)) };
    if (kind < 76) {
      early.push(event(at));
      return { kind: "early", event: early.at(-1)! };
    }
    if (kind < 80 && early.length > 0) return { kind: "event", event: announce(early.shift()!) };
    if (kind < 84) return { kind: "machine", machine: machineChange() };
    if (kind < 86) return { kind: "bus", isAway: chance.below(2) === 1 };
    if (kind < 90) return { kind: "audience", index: chance.below(audiences), joins: chance.below(2) === 1 };
    if (kind < 96) {
      const events = announced.slice(-chance.below(40));
      return { kind: "catch up", events, index: chance.below(audiences) };
    }
    return { kind: kind < 99 ? "screen" : "resync" };
  }

  return {
    machines: Array.from({ length: MACHINES }, (_, index) => machineOf(index)),
    step,
    /** A pause between two steps: often none, sometimes a second. */
    pause: () => (chance.below(3) ? 0 : chance.one([5, 20, 60, 100, 250, 1_000])),
    latest: () => announced.at(-1)?.id ?? "none-0",
  };
}
