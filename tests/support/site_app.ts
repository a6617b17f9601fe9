import { onTestFinished } from "bun:test";
import { BlockList } from "node:net";
import type { Context, MiddlewareHandler } from "hono";
import { createGuidanceCache } from "../../src/alarms/catalogue/guidance_cache";
import { openBus } from "../../src/bus/open_bus";
import { startClusterRoom } from "../../src/compose/cluster";
import type { CorePart } from "../../src/compose/core";
import { siteOf } from "../../src/compose/http";
import { createLiveRoom } from "../../src/compose/live";
import { createApp } from "../../src/http/app";
import type { AccessSettings } from "../../src/http/access/site_access";
import { createInbox } from "../../src/ingest/inbox";
import { createMachineRegistry } from "../../src/ingest/machine_registry";
import type { Judging } from "../../src/judging/judging";
import { createLimitsCache } from "../../src/judging/limits_cache";
import { createMetricSettingsCache } from "../../src/judging/metric_settings_cache";
import { createRulesCache } from "../../src/judging/rules_cache";
import { createStageCounters } from "../../src/live/state/diagnostics";
import { createSiteCache } from "../../src/site/site_cache";
import { openStore } from "../../src/store/open";
import type { TrainingScheduler } from "../../src/training/scheduler";
import { emptyAssets } from "./empty_assets";
import { NOTHING_GIVEN } from "./nothing_given";
import { wordCause } from "./words";

export const PROXY = "10.0.0.1";

type Options = {
  access?: Partial<AccessSettings>;
  base?: string;
  /** The database; a temporary one unless it is named. */
  url?: string;
  now?: () => number;
};

/**
 * The whole app as it is wired, on a database of its own and without a server: requests are given to it as they are.
 * `from` is the address of a request's peer.
 */
export async function openSiteApp({
  access,
  base = "",
  url = "sqlite://:memory:",
  now = Date.now,
}: Options = {}) {
  const store = await openStore({ url, now, newId: () => Bun.randomUUIDv7(), wordCause });
  const machine = await store.machines.add({ name: "Press-1" });
  const machineRegistry = createMachineRegistry([machine]);
  const limits = await createLimitsCache(store);
  const metricSettings = await createMetricSettingsCache(store, machineRegistry);
  const guidance = await createGuidanceCache(store, machineRegistry);
  const trustProxy = new BlockList();
  trustProxy.addAddress(PROXY);
  const settings = {
    mode: "open",
    byAge: false,
    isTls: false,
    metrics: "local",
    publicUrl: undefined,
  } as const;
  const core: CorePart & { newId(): string } = {
    config: {
      plant: { name: "Plant", timezone: "UTC" },
      ...{ hosts: [], base, pollSeconds: 5, trustProxy },
      sockets: { most: 1000, mostPerAddress: 1000, mostSelections: 1000 },
      site: NOTHING_GIVEN,
    },
    access: { ...settings, ...access },
    ...{ store, machineRegistry, limits, metricSettings, guidance, now },
    rules: await createRulesCache(store),
    site: await createSiteCache({
      store,
      config: { plant: { name: "Plant", timezone: "UTC" }, site: NOTHING_GIVEN },
    }),
    stageCounters: createStageCounters(now),
    ...(await createInbox({ machineRegistry, metricSettings, store, now, maxSeries: 500 })),
    log: { info() {}, warn() {}, error: console.error },
    newId: () => Bun.randomUUIDv7(),
  };
  const bus = await openBus({ redisUrl: undefined, events: store.events, log: core.log });
  const room = await createLiveRoom(core, bus, { publish() {}, build: "test" });
  const cluster = startClusterRoom(core, bus, room, idleJudging());
  const server = { sockets: noSockets, addressOf: (c: Context) => (c.env as { from: string }).from };
  const app = createApp(
    siteOf({
      core,
      bus,
      room,
      judging: idleJudging(),
      cluster,
      training: idleTraining(),
      assets: emptyAssets("test"),
      server,
    }),
  );
  onTestFinished(() => store.close());

  /** Gives the app a request of a peer. */
  async function ask(path: string, init: RequestInit = {}, from = "192.0.2.7"): Promise<Response> {
    const request = new Request(`http://127.0.0.1:8080${base}${path}`, init);
    if (!request.headers.has("host")) request.headers.set("host", "127.0.0.1:8080");
    return app.fetch(request, { from });
  }

  /** Resolves when what nobody waits for has been written. */
  const written = () => store.attempts.wasRight("none");

  return { app, store, machine, ask, core, written };
}

export type SiteApp = Awaited<ReturnType<typeof openSiteApp>>;

/** A form as a browser sends it. */
export const form = (
  fields: Record<string, string> | [string, string][],
  headers: Record<string, string> = {},
) => ({
  method: "POST",
  body: new URLSearchParams(fields),
  headers: { accept: "text/html", ...headers },
});

/** The cookies that an answer sets, as a browser sends them back. */
export const cookieOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0] ?? "")
    .join("; ");

/** Each socket is answered with 200, for there is no connection to upgrade. */
const noSockets = {
  upgrade: (createEvents: (c: Context) => unknown): MiddlewareHandler => {
    return async (c, next) => {
      if (c.req.header("upgrade") !== "websocket") return next();
      await createEvents(c);
      return c.body(null, 200);
    };
  },
  join() {},
  room: () => Promise.resolve(),
};

function idleJudging(): Judging {
  const judging: Partial<Judging> = {
    isLeader: () => true,
    simulated: () => false,
    simulatedHere: () => [],
    endSimulation() {},
    onAlarmUpdated() {},
    onValue() {},
    onPeerMessage() {},
    acceptAsNormal: async (_, noted) => {
      await noted?.("done");
      return "done";
    },
  };
  return judging as Judging;
}

function idleTraining(): TrainingScheduler {
  const training: Partial<TrainingScheduler> = {
    startTraining: () => Promise.resolve({ refused: "idle" } as never),
    cancelTraining: () => Promise.resolve(undefined as never),
  };
  return training as TrainingScheduler;
}
