/**
 * The same app on Node: everything between the bus and the screen as it is, constructed by the same wiring
 * and served through `@hono/node-server` and `@hono/node-ws`. Only the store and the assets, which are Bun's,
 * are others.
 */
import "./node_polyfill";
import { BlockList } from "node:net";
import { serve } from "@hono/node-server";
import { createNodeWebSocket } from "@hono/node-ws";
import { Hono } from "hono";
import type { WSContext } from "hono/ws";
import { openBus } from "../../src/bus/open_bus";
import { connectBus } from "../../src/compose/bus";
import { startClusterRoom } from "../../src/compose/cluster";
import type { CorePart } from "../../src/compose/core";
import { siteOf } from "../../src/compose/http";
import { createLiveRoom } from "../../src/compose/live";
import { NO_LIMITS } from "../../src/domain/alarm/machine_limits";
import { MACHINE_DEFAULTS } from "../../src/domain/machine/machine";
import { NO_METRIC_SETTINGS } from "../../src/domain/machine/metric_settings";
import { createApp } from "../../src/http/app";
import { createMachineRegistry } from "../../src/ingest/machine_registry";
import { createInbox } from "../../src/ingest/inbox";
import type { Judging } from "../../src/judging/judging";
import { NO_RULES } from "../../src/rules/rule_set";
import { createSiteCache } from "../../src/site/site_cache";
import { createStageCounters } from "../../src/live/state/diagnostics";
import type { TrainingScheduler } from "../../src/training/scheduler";
import { createMemoryStore } from "./memory_store";
import { emptyAssets } from "./empty_assets";
import { NOTHING_GIVEN } from "./nothing_given";

const now = Date.now;
const plant = { name: "Node", timezone: "UTC" };
const NO_SITE = {
  areas: { all: () => Promise.resolve([]) },
  siteSettings: { all: () => Promise.resolve({}), set: () => Promise.resolve() },
};

/**
 * Serves the app with two presses on a free port of the loopback; resolves to the port. Without Redis the bus
 * is that of the process.
 */
export async function startNodeApp(redisUrl?: string): Promise<number> {
  const core = await coreOf();
  const topics = new Map<string, Set<WSContext>>();
  const bus = await openBus({ redisUrl, events: core.store.events, log: core.log });
  const publish = (topic: string, message: string) =>
    topics.get(topic)?.forEach((socket) => socket.send(message));
  const room = await createLiveRoom(core, bus, { publish, build: "node" });
  const judging = idleJudging();
  const cluster = startClusterRoom(core, bus, room, judging);
  await connectBus(core, bus, room, judging, cluster);

  const outer = new Hono();
  const { injectWebSocket, upgradeWebSocket } = createNodeWebSocket({ app: outer });
  const sockets = {
    upgrade: upgradeWebSocket,
    join: (socket: WSContext, topic: string) =>
      void topics.set(topic, (topics.get(topic) ?? new Set()).add(socket)),
    room: () => Promise.resolve(),
  };
  const server = { sockets, addressOf: () => "127.0.0.1" };
  const training = {} as TrainingScheduler;
  outer.route(
    "/",
    createApp(siteOf({ core, bus, room, judging, cluster, training, assets: emptyAssets("node"), server })),
  );
  return new Promise((resolve) => {
    const options = { fetch: outer.fetch, port: 0, hostname: "127.0.0.1" };
    injectWebSocket(serve(options, ({ port }) => resolve(port)));
  });
}

async function coreOf(): Promise<CorePart & { newId(): string }> {
  const press = (n: number) => ({
    ...MACHINE_DEFAULTS,
    id: `press-${n}`,
    name: `Press-${n}`,
    created_at: now(),
    updated_at: now(),
  });
  const machineRegistry = createMachineRegistry([press(1), press(2)]);
  const stageCounters = createStageCounters(now);
  const store = createMemoryStore(now);
  return {
    config: {
      plant,
      hosts: [],
      base: "",
      pollSeconds: 5,
      sockets: { most: 20_000, mostPerAddress: 20_000, mostSelections: 20_000 },
      trustProxy: new BlockList(),
      site: NOTHING_GIVEN,
    },
    store,
    access: { mode: "open", byAge: false, isTls: false, metrics: "local", publicUrl: undefined },
    machineRegistry,
    limits: {
      of: () => NO_LIMITS,
      refresh: () => Promise.resolve(),
      settled: () => Promise.resolve(),
      set: () => Promise.resolve(),
    },
    metricSettings: {
      ...NO_METRIC_SETTINGS,
      entries: () => [],
      refresh: () => Promise.resolve(),
      set: () => Promise.resolve(),
      remove: () => Promise.resolve(false),
    },
    guidance: {
      entries: () => [],
      find: () => undefined,
      change: () => Promise.resolve(),
      refresh: () => Promise.resolve(),
    },
    rules: {
      inForce: () => NO_RULES,
      refresh: () => Promise.resolve(),
      add: () => Promise.reject(new Error("Nothing is kept here")),
      change: () => Promise.resolve(undefined),
      remove: () => Promise.resolve(false),
    },
    site: await createSiteCache({ store: NO_SITE, config: { plant, site: NOTHING_GIVEN } }),
    stageCounters,
    ...(await createInbox({ machineRegistry, metricSettings: NO_METRIC_SETTINGS, store, now })),
    log: { info() {}, warn: console.error, error: console.error },
    newId: () => crypto.randomUUID(),
    now,
  };
}

/** Readings are judged elsewhere. */
function idleJudging(): Judging {
  const judging: Partial<Judging> = {
    isLeader: () => true,
    simulated: () => false,
    simulatedHere: () => [],
    endSimulation() {},
    onAlarmUpdated() {},
    onValue() {},
    onPeerMessage() {},
  };
  return judging as Judging;
}
