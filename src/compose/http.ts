import type { Context } from "hono";
import type { Assets } from "../assets/assets";
import type { Bus } from "../bus/bus";
import type { AppDeps } from "../http/app";
import { readersBehind } from "../http/reader_address";
import { siteConfigOf } from "../http/site_config";
import { countTaken } from "../ingest/delivery";
import { countSockets, limited } from "../http/sockets/socket_limit";
import type { Sockets } from "../http/sockets/sockets";
import { createBackTest } from "../judging/back_test/back_test";
import { createDetect } from "../judging/detect_period";
import type { Judging } from "../judging/judging";
import type { ClusterRoom } from "./cluster";
import type { Core, CorePart } from "./core";
import type { LiveRoom } from "./live";
import type { TrainingScheduler } from "../training/scheduler";

/** The rooms that the routes answer from. */
type Rooms = {
  core: CorePart & Pick<Core, "newId">;
  bus: Bus;
  room: LiveRoom;
  judging: Judging;
  cluster: Pick<ClusterRoom, "limits" | "machineSync" | "screenPresence">;
  training: Pick<TrainingScheduler, "energy" | "startTraining" | "cancelTraining">;
  assets: Assets;
  server: { sockets: Sockets; addressOf(c: Context): string };
};

export function siteOf({ core, bus, room, judging, cluster, training, assets, server }: Rooms): AppDeps {
  const { config, now, log, store, stageCounters, access } = core;
  const { most, mostPerAddress } = config.sockets;
  const { reader, trusted } = readersBehind(config.trustProxy, server.addressOf);
  const { worker, build: _, ...served } = assets;
  const said = { now, access, site: core.site, latest: bus.latest, warning: room.warning };
  return {
    ...core,
    ...room,
    ...training,
    worker,
    reader,
    trusted,
    limits: cluster.limits,
    siteConfig: siteConfigOf({ config, assets, simulated: judging.simulated, ...said }),
    assets: Object.values(served),
    health: { database: store.ping, bus: bus.ping },
    onError: (err, path) => log.error({ err, path }, "a request failed"),
    sockets: limited(server.sockets, countSockets(most, mostPerAddress), reader),
    ...{ alarm: store.alarms.find, find: cluster.screenPresence.find, since: bus.since },
    detect: createDetect(core, core.newId, { timezone: config.plant.timezone, now }),
    simulator: { ...core, plant: judging.plant, active: judging.simulatedHere },
    backTest: createBackTest(core),
    timezone: config.plant.timezone,
    refreshMachines: cluster.machineSync?.sync,
    acceptAsNormal: judging.acceptAsNormal,
    isLeader: judging.isLeader,
    onChange(machine) {
      room.live.onMachine(machine);
      if (!machine.is_active) judging.endSimulation([machine.id]);
      bus.sendToPeers({ kind: "machines" });
    },
    onSiteChange: () => bus.sendToPeers({ kind: "machines" }),
    onTaken(validated) {
      countTaken(core, validated);
      judging.endSimulation(new Set(validated.readings.map(({ machine_id }) => machine_id)));
    },
    onIgnored: () => stageCounters.ignored.add(),
  };
}
