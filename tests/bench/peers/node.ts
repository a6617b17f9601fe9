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
import { type AppDeps, createApp } from "../../../src/app";
import { createCounters } from "../../../src/live/counters";
import type { History } from "../../../src/history/history";
import { createFloor } from "../../../src/live/floor";
import { createHour } from "../../../src/live/hour";
import { createScreens } from "../../../src/live/screens";
import type { LoggedEvent, RecordedEvent } from "../../../src/model/event";
import { NO_LIMITS } from "../../../src/model/limits";
import { MACHINE_DEFAULTS } from "../../../src/model/machine";
import { createDirectory } from "../../../src/readings/directory";
import { createInbox } from "../../../src/readings/inbox";
import { type Events, type EventsBase, startEvents } from "../../../src/start/events";
import type { Factory } from "../../../src/start/factory";
import { createTally } from "../../../src/start/path_facts";
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
const history = {
  shared: false,
  events: {
    list: none,
    takeIn(event: LoggedEvent) {
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

const directory = createDirectory([machine]);
const floor = createFloor(() => 1);
const paces = { drawn: createHour(now), lag: createHour(now) };
const limits = { of: () => NO_LIMITS, look: () => Promise.resolve(), set: () => Promise.resolve() };
const base: EventsBase = {
  config: { redisUrl: REDIS, plant: { name: "Bench", timezone: "UTC" } },
  history: history as unknown as History,
  directory,
  limits,
  paces,
  screens: createScreens({ now, build: "bench", pollMs: 5_000, lag: paces.lag }),
  floor,
  counters: createCounters({ floor, totals: new Map(), recent: [], now }),
  tally: createTally(now),
  inbox: createInbox(1),
  server: { publish },
  assets: { build: "bench" },
  log: { info() {}, warn: console.error, error: console.error },
  now,
};
// Of the factory side only this is asked for here.
const factory = { isHolder: () => true, hearAlarm() {}, hearValue() {} } as unknown as Factory;
const events: Events = await startEvents(base, () => factory);

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
  house: {
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
