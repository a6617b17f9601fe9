import type { Bus } from "../bus/bus";
import { createValueTicker } from "../bus/value_ticker";
import { alwaysLeader, leaseLeadership } from "../cluster/leader";
import { createDelivery } from "../ingest/delivery";
import { type Judging, startJudging } from "../judging/judging";
import { loadPlantState } from "../live/state/load_plant_state";
import { createSimulation } from "../simulator/demo";
import type { Core } from "./core";
import type { LiveRoom } from "./live";

/** The judging of this server, and the ticker of its values. */
export type JudgingRoom = Judging & Awaited<ReturnType<typeof startJudgingRoom>>;

export async function startJudgingRoom(core: Core, bus: Bus, { plantState }: LiveRoom) {
  const { store, now, log } = core;
  const values = createValueTicker({ announceValues: bus.announceValues });
  const onFailure = (err: unknown) => log.warn({ err }, "the lease could not be asked for");
  const judging = await startJudging({
    ...core,
    values,
    leadership: store.shared ? leaseLeadership({ lease: store.lease, onFailure }) : alwaysLeader(),
    simulation: createSimulation({ ...core, deliver: createDelivery(core) }),
    sendToPeers: bus.sendToPeers,
    onPast: (machine) => loadPlantState(plantState, store, [machine], now()),
    freeMemory: () => Bun.gc(false),
  });
  return { ...judging, values };
}
