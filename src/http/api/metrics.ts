import { Hono } from "hono";
import type { StageDiagnostics } from "../../live/state/diagnostics";

type Facts = () => Promise<StageDiagnostics>;

const PATH: Record<string, { help: string; of(facts: StageDiagnostics): number }> = {
  andon_readings_taken_total: {
    help: "Readings received from outside",
    of: (facts) => facts.readings.taken.count,
  },
  andon_readings_rejected_total: { help: "Readings rejected", of: (facts) => facts.readings.rejected.count },
  andon_readings_judged_total: { help: "Readings checked", of: (facts) => facts.readings.judged.count },
  andon_readings_waiting: { help: "Readings in the inbox", of: (facts) => facts.readings.waiting },
  andon_events_announced_total: {
    help: "Events published on the bus",
    of: (facts) => facts.events.announced.count,
  },
  andon_events_heard_total: { help: "Events received from the bus", of: (facts) => facts.events.heard.count },
  andon_events_drawn_total: { help: "Events sent to screens", of: (facts) => facts.events.drawn.count },
  andon_outbox_waiting: {
    help: "Events recorded and not yet published",
    of: (facts) => facts.events.outboxWaiting,
  },
  andon_bus_up: { help: "1 while the event bus answers", of: (facts) => Number(facts.bus.ok) },
  andon_sockets: { help: "Open sockets", of: (facts) => facts.sockets },
  andon_readings_unjudged_total: {
    help: "Readings that could not be checked",
    of: (facts) => facts.unjudged.count,
  },
  andon_messages_malformed_total: {
    help: "Bus messages that could not be read",
    of: (facts) => facts.malformed.count,
  },
  andon_entries_untaken_total: {
    help: "Entries of andon:in that could not be recorded at once",
    of: (facts) => facts.untaken.count,
  },
  andon_entries_refused_total: {
    help: "Entries moved to andon:in:refused",
    of: (facts) => facts.refused.count,
  },
};

/**
 * The stages of the path and the process itself, for Prometheus. Its library is loaded at the first request.
 */
export function metricsRoutes(facts: Facts) {
  let opened: ReturnType<typeof openMetrics> | undefined;
  return new Hono().get("/", async (c) => {
    const [{ registry, metrics }, now] = await Promise.all([(opened ??= openMetrics()), facts()]);
    for (const { metric, of } of metrics) {
      metric.reset();
      metric.inc(of(now));
    }
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
  return { registry, metrics };
}
