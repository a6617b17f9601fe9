import { createMonitor, type Monitor } from "../../../detection/monitor/monitor";
import type { Finding } from "../../../domain/alarm/alarm";
import { MACHINE_DEFAULTS, type Machine } from "../../../domain/machine/machine";
import type { Reading } from "../../../domain/machine/reading";
import { DAY_MS, HOUR_MS, SECOND_MS } from "../../../domain/time_units";
import { createMachineRegistry } from "../../../ingest/machine_registry";
import { parseReadings } from "../../../ingest/parse/parse";
import { validate } from "../../../ingest/validate";
import { backfill } from "../../../simulator/backfill";
import { createPlant } from "../../../simulator/plant";
import type { Message } from "../../../simulator/rude/manner";
import { type Plan, planDeeds } from "../../../simulator/rude/plan";
import { createRudePlant, type RudePlant } from "../../../simulator/rude/rude_plant";
import { SEED_MACHINES } from "../../../simulator/seed_machines";
import { createModelStore, type ModelStore } from "./model_store";

/** A finding of the monitor, and when it was found. */
export type Found = { machine_id: string; at: number; finding: Finding };

/** The result of the plant of bad manners. */
export type Watched = {
  plan: Plan;
  hours: number;
  found: Found[];
  store: ModelStore;
  /** The good values that were sent, under the stamps that they were sent with. */
  good: Reading[];
  /** The energy that was measured, by machine, kWh. */
  measuredKwh: Map<string, number>;
  /** Bodies refused whole, readings refused, values dropped. */
  refused: { bodies: number; readings: number; values: number };
};

export type RudeWatch = { seed: number; from: number; hours: number; pastDays: number };

const SILENCE_EVERY_MS = 10 * SECOND_MS;

type Due = { at: number; order: number; message: Message };

/**
 * Lets the plant of bad manners run in compressed time, in memory, on the path of the server: a body is
 * parsed and validated when it arrives, its readings are placed as the database places them and judged in
 * that order.
 */
export async function watchRude({ seed, from, hours, pastDays }: RudeWatch): Promise<Watched> {
  const plan = planDeeds({ seed, from, hours });
  const plant = createRudePlant({ seed, plan, plant: createPlant({ seed, faultsPerDay: 0 }) });
  const registry = createMachineRegistry(MACHINES.map((machine) => ({ ...machine, created_at: from })));
  const monitor = monitorOf(plan, registry.find);
  await backfill({
    seed,
    machines: SEED_MACHINES,
    until: from,
    days: pastDays,
    record: async (readings) => monitor.learn(readings),
  });
  const store = createModelStore();
  const refused = { bodies: 0, readings: 0, values: 0 };
  const found: Found[] = [];
  const alarms = new Map<string, string>();

  function note(at: number, findings: readonly Finding[]) {
    for (const finding of findings) {
      if (finding.kind === "opened") alarms.set(finding.alarm.id, finding.alarm.machine_id ?? "");
      const id = finding.kind === "opened" ? finding.alarm.id : finding.anomaly_id;
      found.push({ machine_id: alarms.get(id) ?? "", at, finding });
    }
  }

  function deliver({ contentType = "application/json", body }: Message, now: number) {
    const parsed = parseReadings(contentType, body);
    if (parsed.kind === "refused") return void refused.bodies++;
    const { readings, rejected, droppedCount } = validate(parsed.rows, { machine: registry.find, now });
    refused.readings += rejected.length;
    refused.values += droppedCount;
    note(now, monitor.observe(store.record(readings)));
  }

  const sending = sendAll(plant, from, from + hours * HOUR_MS);
  for (const { at, arrived } of sending.steps) {
    for (const { at: now, message } of arrived) deliver(message, now);
    note(at, monitor.silences(at, from));
  }
  const { good, measuredKwh } = sending;
  return { plan, hours, found, store, good, measuredKwh, refused };
}

const MACHINES = SEED_MACHINES.map((seed): Machine => ({
  ...MACHINE_DEFAULTS,
  ...seed,
  created_at: 0,
  updated_at: 0,
}));

function monitorOf({ limits }: Plan, machine: (id: string) => Machine | undefined): Monitor {
  let made = 0;
  return createMonitor({
    machine,
    open: [],
    states: new Map(),
    newId: () => `alarm-${++made}`,
    limits: (id) => limits.get(id),
  });
}

/**
 * All that the machines send, step by step in the order of arrival, and the truth of it, which grows
 * meanwhile.
 */
function sendAll(plant: RudePlant, from: number, until: number) {
  const good: Reading[] = [];
  const measuredKwh = new Map<string, number>();

  function* steps(): Generator<{ at: number; arrived: Due[] }> {
    let underway: Due[] = [];
    let order = 0;
    const next = new Map(SEED_MACHINES.map(({ id }) => [id, from]));
    // Long enough after the end for the last message to arrive.
    for (let at = from + SILENCE_EVERY_MS; at < until + SILENCE_EVERY_MS * 6; at += SILENCE_EVERY_MS) {
      for (const { id, data_interval_seconds } of SEED_MACHINES)
        for (
          let due = next.get(id) ?? at;
          due < Math.min(at, until);
          due += data_interval_seconds * SECOND_MS
        ) {
          next.set(id, due + data_interval_seconds * SECOND_MS);
          const measured = plant.next(id, due);
          measuredKwh.set(id, (measuredKwh.get(id) ?? 0) + (measured.metrics.energy_kwh ?? 0));
          const { messages, good: true_ } = plant.say(measured);
          good.push(...true_);
          for (const message of messages)
            underway.push({ at: due + message.afterMs, order: order++, message });
        }
      const arrived = underway
        .filter((due) => due.at < at)
        .toSorted((a, b) => a.at - b.at || a.order - b.order);
      underway = underway.filter((due) => due.at >= at);
      yield { at, arrived };
    }
  }
  return { good, measuredKwh, steps: steps() };
}

/** Days of a number of hours. */
export function daysOf(hours: number): number {
  return (hours * HOUR_MS) / DAY_MS;
}
