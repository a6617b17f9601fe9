import { Hono } from "hono";
import type { PlantSummary } from "../../live/state/plant_summary";
import type { StageDiagnostics } from "../../live/state/diagnostics";

type ReadDiagnostics = () => Promise<StageDiagnostics>;

const PATH: Record<string, { help: string; of(diagnostics: StageDiagnostics): number }> = {
  andon_readings_taken_total: {
    help: "Readings received from outside",
    of: (diagnostics) => diagnostics.readings.taken.count,
  },
  andon_readings_rejected_total: {
    help: "Readings rejected",
    of: (diagnostics) => diagnostics.readings.rejected.count,
  },
  andon_readings_judged_total: {
    help: "Readings checked",
    of: (diagnostics) => diagnostics.readings.judged.count,
  },
  andon_readings_waiting: {
    help: "Readings in the inbox",
    of: (diagnostics) => diagnostics.readings.waiting,
  },
  andon_events_announced_total: {
    help: "Events published on the bus",
    of: (diagnostics) => diagnostics.events.announced.count,
  },
  andon_events_heard_total: {
    help: "Events received from the bus",
    of: (diagnostics) => diagnostics.events.received.count,
  },
  andon_events_drawn_total: {
    help: "Events sent to screens",
    of: (diagnostics) => diagnostics.events.drawn.count,
  },
  andon_outbox_waiting: {
    help: "Events recorded and not yet published",
    of: (diagnostics) => diagnostics.events.outboxWaiting,
  },
  andon_bus_up: { help: "1 while the event bus answers", of: (diagnostics) => Number(diagnostics.bus.ok) },
  andon_sockets: { help: "Open sockets", of: (diagnostics) => diagnostics.sockets },
  andon_readings_unjudged_total: {
    help: "Readings that could not be checked",
    of: (diagnostics) => diagnostics.unjudged.count,
  },
  andon_messages_malformed_total: {
    help: "Bus messages that could not be read",
    of: (diagnostics) => diagnostics.malformed.count,
  },
  andon_entries_untaken_total: {
    help: "Entries of andon:in that could not be recorded at once",
    of: (diagnostics) => diagnostics.inboundFailed.count,
  },
  andon_entries_refused_total: {
    help: "Entries moved to andon:in:refused",
    of: (diagnostics) => diagnostics.deadLettered.count,
  },
  andon_external_events_waiting: {
    help: "Events of other programs that wait for the database",
    of: (diagnostics) => diagnostics.externalWaiting,
  },
  andon_external_events_lost_total: {
    help: "Events of other programs lost",
    of: (diagnostics) => diagnostics.externalLost.count,
  },
};

/** Counters by machine, metric and reason, of which there are few, whatever senders send. */
const REFUSALS = {
  andon_readings_refused_total: {
    ...{ help: "Readings refused, by machine and reason", of: "reading" },
    labelNames: ["machine", "reason"],
  },
  andon_values_dropped_total: {
    ...{ help: "Values dropped from readings, by machine, metric and reason", of: "value" },
    labelNames: ["machine", "metric", "reason"],
  },
} as const;

/** Machines by their condition, and "as_expected" for all others. */
const BY_CONDITION = {
  andon_machines: { help: "Machines in use, by what keeps them from being as expected" },
} as const;

/**
 * The stages of the path, the machines, and the process itself, for Prometheus. Its library is loaded at the
 * first request.
 */
export function metricsRoutes(diagnostics: ReadDiagnostics, machines: () => PlantSummary) {
  let opened: ReturnType<typeof openMetrics> | undefined;
  return new Hono().get("/", async (c) => {
    const [{ registry, metrics, refusals, byCondition }, now] = await Promise.all([
      (opened ??= openMetrics()),
      diagnostics(),
    ]);
    for (const { metric, of } of metrics) {
      metric.reset();
      metric.inc(of(now));
    }
    for (const { metric, of } of refusals) {
      metric.reset();
      for (const { of: kind, count, reason, machine, metric: dropped } of now.refusals.counters)
        if (kind === of) metric.inc({ machine, reason, ...(kind === "value" && { metric: dropped }) }, count);
    }
    for (const [condition, count] of conditionsOf(machines())) byCondition.set({ condition }, count);
    return c.text(await registry.metrics(), 200, { "Content-Type": registry.contentType });
  });
}

async function openMetrics() {
  const { collectDefaultMetrics, Counter, Gauge, Registry } = await import("prom-client");
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const metrics = Object.entries(PATH).map(([name, { help, of }]) => ({
    metric: new (name.endsWith("_total") ? Counter : Gauge)({ name, help, registers: [registry] }),
    of,
  }));
  const refusals = Object.entries(REFUSALS).map(([name, { help, of, labelNames }]) => ({
    metric: new Counter<string>({ name, help, labelNames, registers: [registry] }),
    of,
  }));
  const [[name, { help }]] = Object.entries(BY_CONDITION) as [[string, { help: string }]];
  const byCondition = new Gauge({ name, help, labelNames: ["condition"], registers: [registry] });
  return { registry, metrics, refusals, byCondition };
}

/** The number of machines in each condition, named as Prometheus names labels. */
function conditionsOf({ machines, ...summary }: PlantSummary): [condition: string, count: number][] {
  const counts = Object.entries(summary);
  const others = counts.reduce((sum, [, count]) => sum + count, 0);
  const named = counts.map(([kind, count]): [string, number] => [
    kind.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    count,
  ]);
  return [...named, ["as_expected", machines - others]];
}
