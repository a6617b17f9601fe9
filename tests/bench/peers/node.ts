/**
 * The same app on Node: `createApp` and everything between the bus and the screen as they are, served through
 * `@hono/node-server` and `@hono/node-ws`. Only history is another: Bun.SQL is not to be had here, so what the board's topic
 * needs is kept in memory. What was recorded costs no disk, therefore; the rest is the same path.
 */
import "./newer";
import { serve } from "@hono/node-server";
import { createNodeWebSocket } from "@hono/node-ws";
import { Hono } from "hono";
import type { WSContext } from "hono/ws";
import { type AppDeps, createApp } from "../../../src/http/app";
import { createKpiTracker } from "../../../src/live/state/kpi_tracker";
import type { Store } from "../../../src/store/store";
import { createPlantState } from "../../../src/live/state/plant_state";
import { createLatencyHistogram } from "../../../src/live/state/latency_histogram";
import { createScreens } from "../../../src/live/state/screens";
import type { LoggedEvent, RecordedEvent } from "../../../src/domain/event";
import { NO_LIMITS } from "../../../src/domain/alarm/machine_limits";
import { MACHINE_DEFAULTS } from "../../../src/domain/machine/machine";
import { createMachineRegistry } from "../../../src/ingest/machine_registry";
import { createIngestQueue } from "../../../src/ingest/queue";
import { type Events, type EventsBase, startEvents } from "../../../src/compose/events";
import type { Judging } from "../../../src/judging/judging";
import { createStageCounters } from "../../../src/live/state/diagnostics";
import { listening, REDIS } from "./start";

const now = Date.now;
const machine = { ...MACHINE_DEFAULTS, id: "press-1", name: "Press-1", created_at: now(), updated_at: now() };
const topics = new Map<string, Set<WSContext>>();

function publish(topic: string, message: string) {
  for (const socket of topics.get(topic) ?? []) socket.send(message);
}

/** Events that are recorded and not yet announced. */
let outbox: RecordedEvent[] = [];
let recorded = 0;
const none = () => Promise.resolve([]);
const store = {
  shared: false,
  events: {
    list: none,
    recordExternal(event: LoggedEvent) {
      const event_id = `${now().toString(16).padStart(12, "0")}-${++recorded}`;
      outbox.push({
        ...event,
        event_id,
        published_at: new Date(now()).toISOString(),
        state: "new",
        origin: "foreign",
      });
      return Promise.resolve();
    },
    pending: (limit: number) => Promise.resolve(outbox.slice(0, limit)),
    announced(marks: { event_id: string }[]) {
      const told = new Set(marks.map(({ event_id }) => event_id));
      outbox = outbox.filter(({ event_id }) => !told.has(event_id));
      return Promise.resolve();
    },
    outbox: () => Promise.resolve({ waiting: outbox.length, oldest: null }),
  },
  alarms: { list: none, board: none },
  readings: { latest: none, points: none },
};

const machineRegistry = createMachineRegistry([machine]);
const plantState = createPlantState();
const latencies = { drawn: createLatencyHistogram(now), lag: createLatencyHistogram(now) };
const limits = { of: () => NO_LIMITS, look: () => Promise.resolve(), set: () => Promise.resolve() };
const base: EventsBase = {
  config: { redisUrl: REDIS, plant: { name: "Bench", timezone: "UTC" } },
  store: store as unknown as Store,
  machineRegistry,
  limits,
  latencies,
  screens: createScreens({ now, build: "bench", pollMs: 5_000, lag: latencies.lag }),
  plantState,
  kpis: createKpiTracker({ plantState, totals: new Map(), recent: [], now }),
  stageCounters: createStageCounters(now),
  ingestQueue: createIngestQueue(1),
  server: { publish },
  assets: { build: "bench" },
  log: { info() {}, warn: console.error, error: console.error },
  now,
};
// Of the factory side only this is asked for here.
const judging = { isLeader: () => true, hearAlarm() {}, hearValue() {} } as unknown as Judging;
const events: Events = await startEvents(base, () => judging);

const outer = new Hono();
const { injectWebSocket, upgradeWebSocket } = createNodeWebSocket({ app: outer });
const sockets: AppDeps["sockets"] = {
  upgrade: upgradeWebSocket,
  join(socket, topic) {
    topics.set(topic, (topics.get(topic) ?? new Set()).add(socket));
  },
  room: () => Promise.resolve(),
};
const app = createApp({
  ...base,
  ...events,
  assets: [],
  health: { database: none, bus: events.bus.ping },
  siteConfig: {
    base: "",
    plant: base.config.plant,
    now,
    latest: events.bus.latest,
    busAwaySince: () => null,
    simulated: () => false,
  },
  trusted: () => false,
  onError: console.error,
  since: events.bus.since,
  sockets,
  reader: () => "",
  timezone: "UTC",
} as unknown as AppDeps);
outer.route("/", app);
const server = serve({ fetch: outer.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => listening(port));
injectWebSocket(server);
