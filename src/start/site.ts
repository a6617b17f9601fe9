import type { Context } from "hono";
import { getConnInfo } from "hono/bun";
import { version } from "../../package.json";
import type { AppDeps } from "../app";
import type { ServedAsset } from "../routes/assets";
import { countSockets, limited, readerOf } from "../routes/socket_limit";
import type { Base } from "./base";
import { createDetect } from "./detect_period";
import type { Events } from "./events";
import type { Factory } from "./factory";
import { makeManifest } from "./manifest";
import type { openSchool } from "./school";

type School = Awaited<ReturnType<typeof openSchool>>;

/** What the routes answer from, on this server. */
export function siteOf(base: Base, events: Events, factory: Factory, school: School): AppDeps {
  const { config, now, newId, log, assets, history, server, tally } = base;
  const { bus, live, players, past, drain, news, facts, telling } = events;
  const { plant, active, isHolder, leaveToReal } = factory;
  const addressOf = (c: Context) => getConnInfo(c).remote.address ?? "";
  const isTrusted = (address: string) => config.trustProxy.includes(address);
  const reader = (c: Context) => readerOf(addressOf(c), c.req.header("x-forwarded-for"), isTrusted);
  const { worker, build: _, ...loaded } = assets;
  const manifest = makeManifest(config, assets);
  return {
    ...base,
    ...school,
    house: { ...houseOf(base, events, factory), manifest: assetUrl(config, manifest) },
    assets: [...Object.values(loaded), manifest],
    worker,
    health: { database: history.ping, bus: bus.ping },
    trusted: (c) => isTrusted(addressOf(c)),
    onError: (error, path) => log.error({ error: String(error), path }, "a request failed"),
    live,
    players,
    past,
    alarm: history.alarms.find,
    sockets: limited(
      server.sockets,
      countSockets(config.sockets.most, config.sockets.mostPerAddress),
      reader,
    ),
    reader,
    find: telling.find,
    since: bus.since,
    detect: createDetect(history, newId, config.plant.timezone),
    simulator: { plant, directory: base.directory, active, now },
    timezone: config.plant.timezone,
    announceSoon: drain.wake,
    refreshMachines: news?.look,
    acceptAsNormal: factory.acceptAsNormal,
    isHolder,
    limits: limitsOf(base, events),
    onChange(machine) {
      live.hearMachine(machine);
      bus.hint({ kind: "machines" });
    },
    onTaken(readings, rejected) {
      tally.taken.add(readings.length);
      tally.rejected.add(rejected);
      leaveToReal(new Set(readings.map(({ machine_id }) => machine_id)));
    },
    onIgnored: () => tally.ignored.add(),
    facts,
  };
}

function houseOf(
  { config, assets, tally, now }: Base,
  { bus }: Events,
  { simulated }: Factory,
): Omit<AppDeps["house"], "manifest"> {
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
    busAwaySince: () => tally.busAwaySince,
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
