import type { Context } from "hono";
import { getConnInfo } from "hono/bun";
import { version } from "../../package.json";
import type { AppDeps } from "../http/app";
import type { ServedAsset } from "../assets/serve";
import { countSockets, limited, readerOf } from "../http/sockets/socket_limit";
import type { Base } from "./base";
import { createDetect } from "../judging/detect_period";
import type { Events } from "./events";
import type { Judging } from "../judging/judging";
import { makeManifest } from "../assets/manifest";
import type { startTrainingScheduler } from "../training/scheduler";

type TrainingScheduler = Awaited<ReturnType<typeof startTrainingScheduler>>;

/** What the routes answer from, on this server. */
export function siteOf(
  base: Base,
  events: Events,
  judging: Judging,
  trainingScheduler: TrainingScheduler,
): AppDeps {
  const { config, now, newId, log, assets, store, server, stageCounters } = base;
  const { bus, live, players, past, outboxRelay, machineSync, facts, screenPresence } = events;
  const { plant, active, isLeader, leaveToReal } = judging;
  const addressOf = (c: Context) => getConnInfo(c).remote.address ?? "";
  const isTrusted = (address: string) => config.trustProxy.includes(address);
  const reader = (c: Context) => readerOf(addressOf(c), c.req.header("x-forwarded-for"), isTrusted);
  const { worker, build: _, ...loaded } = assets;
  const manifest = makeManifest(config, assets);
  return {
    ...base,
    ...trainingScheduler,
    siteConfig: { ...houseOf(base, events, judging), manifest: assetUrl(config, manifest) },
    assets: [...Object.values(loaded), manifest],
    worker,
    health: { database: store.ping, bus: bus.ping },
    trusted: (c) => isTrusted(addressOf(c)),
    onError: (error, path) => log.error({ error: String(error), path }, "a request failed"),
    live,
    players,
    past,
    alarm: store.alarms.find,
    sockets: limited(
      server.sockets,
      countSockets(config.sockets.most, config.sockets.mostPerAddress),
      reader,
    ),
    reader,
    find: screenPresence.find,
    since: bus.since,
    detect: createDetect(store, newId, config.plant.timezone),
    simulator: { plant, machineRegistry: base.machineRegistry, active, now },
    timezone: config.plant.timezone,
    announceSoon: outboxRelay.wake,
    refreshMachines: machineSync?.look,
    acceptAsNormal: judging.acceptAsNormal,
    isLeader,
    limits: limitsOf(base, events),
    onChange(machine) {
      live.onMachine(machine);
      bus.hint({ kind: "machines" });
    },
    onTaken(readings, rejected) {
      stageCounters.taken.add(readings.length);
      stageCounters.rejected.add(rejected);
      leaveToReal(new Set(readings.map(({ machine_id }) => machine_id)));
    },
    onIgnored: () => stageCounters.ignored.add(),
    facts,
  };
}

function houseOf(
  { config, assets, stageCounters, now }: Base,
  { bus }: Events,
  { simulated }: Judging,
): Omit<AppDeps["siteConfig"], "manifest"> {
  const asset = (served: ServedAsset) => assetUrl(config, served);
  return {
    base: config.base,
    plant: config.plant,
    version,
    build: assets.build,
    css: asset(assets.css),
    script: asset(assets.script),
    kioskScript: asset(assets.kiosk),
    pastCss: asset(assets.pastCss),
    replayScript: asset(assets.replay),
    icon: asset(assets.icon),
    touchIcon: asset(assets.iconMaskable),
    pollSeconds: config.pollSeconds,
    now,
    latest: bus.latest,
    busAwaySince: () => stageCounters.busAwaySince,
    simulated,
  };
}

function assetUrl({ base }: Base["config"], { name }: ServedAsset): string {
  return `${base}/assets/${name}`;
}

/** Limits as they are now: another server may have set them. */
function limitsOf({ limits }: Base, { bus }: Events): AppDeps["limits"] {
  return {
    async get(machineId) {
      await limits.look();
      return limits.of(machineId);
    },
    async set(machineId, asked) {
      await limits.set(machineId, asked);
      bus.hint({ kind: "machines" });
    },
  };
}
