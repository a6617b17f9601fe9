import { createSignal } from "../async/signal";
import type { Bus } from "../bus/bus";
import { createValueTicker } from "../bus/value_ticker";
import { type Judging, startJudging } from "../judging/judging";
import { startSharedJudging } from "../judging/shared_judging";
import { loadPlantState } from "../live/state/load_plant_state";
import type { Core } from "./core";
import type { LiveRoom } from "./live";

/** The judging of this server, the ticker of its values, and the signal of its election. */
export type JudgingRoom = Judging & Awaited<ReturnType<typeof startJudgingRoom>>;

export async function startJudgingRoom(core: Core, bus: Bus, { plantState }: LiveRoom) {
  const { store, now } = core;
  const elected = createSignal();
  const values = createValueTicker({ announceValues: bus.announceValues });
  const start = store.shared ? startSharedJudging : startJudging;
  const judging = await start({
    ...core,
    values,
    sendToPeers: bus.sendToPeers,
    onElected: elected.fire,
    onPast: (machine) => loadPlantState(plantState, store, [machine], now()),
    freeMemory: () => Bun.gc(false),
  });
  return { ...judging, values, onElected: elected.listen };
}
