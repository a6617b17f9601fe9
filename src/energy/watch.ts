import type { Logger } from "pino";
import type { Config } from "../config";
import { type Draw, type EnergyWatch, newEnergyWatch, watchEnergy } from "./alerts";
import type { Store } from "../store/store";
import type { PlantState } from "../live/state/plant_state";
import type { SystemAlert } from "../domain/event";

const LOOK_EVERY_MS = 5_000;
const SAVE_EVERY_LOOKS = 12;
/** A power older than this many of its machine's readings, and than a minute, is no longer believed. */
const BELIEVED_READINGS = 3;
const BELIEVED_MS = 60_000;
const CURRENCY = "$";
/** Where the watch is kept among the states: no machine has this id. */
const STATE = "energy watch";

type Deps = {
  plantState: Pick<PlantState, "tiles">;
  store: Pick<Store, "events" | "states">;
  config: Pick<Config, "plant" | "tariff" | "shiftHours">;
  /** Whether this server does what must happen once. */
  isLeader(): boolean;
  now(): number;
  newId(): string;
  log: Pick<Logger, "error">;
};

/** Looks every few seconds whether power is being paid for that need not be. */
export async function startEnergyAlarms({ plantState, store, config, isLeader, now, newId, log }: Deps) {
  const rules = { ...config.tariff, shiftHours: config.shiftHours, currency: CURRENCY };
  let watch = await load();
  let wasHolder = false;
  let looks = 0;
  let unrecorded: SystemAlert[] = [];
  let running = Promise.resolve();

  async function load(): Promise<EnergyWatch> {
    const kept = (await store.states.load()).get(STATE) as EnergyWatch | undefined;
    return kept ?? newEnergyWatch();
  }

  const save = () => store.states.save(new Map([[STATE, watch]]));

  async function look() {
    if (!isLeader()) {
      wasHolder = false;
      return;
    }
    // Whoever held it before has told the floor of what is open.
    if (!wasHolder) watch = await load();
    wasHolder = true;
    const local = Temporal.Instant.fromEpochMilliseconds(now()).toZonedDateTimeISO(config.plant.timezone);
    const moment = { at: now(), hour: local.hour, isWorkday: local.dayOfWeek <= 5, draws: draws() };
    unrecorded.push(...watchEnergy(watch, moment, rules, newId));
    if (unrecorded.length > 0) {
      await store.events.record(unrecorded);
      unrecorded = [];
      await save();
    } else if (++looks % SAVE_EVERY_LOOKS === 0) await save();
  }

  function draws(): Draw[] {
    return plantState.tiles().flatMap(({ machine, mode, main, at }) => {
      const believedMs = Math.max(BELIEVED_MS, BELIEVED_READINGS * machine.data_interval_seconds * 1000);
      if (main.metric !== "power_kw" || main.value === null || at === null || now() - at > believedMs)
        return [];
      const { id, name, rated_power_kw } = machine;
      return [{ machine_id: id, name, rated_power_kw, mode, power_kw: main.value }];
    });
  }

  const looking = setInterval(() => {
    running = running.then(look).catch((err) => log.error({ err }, "energy could not be watched"));
  }, LOOK_EVERY_MS);

  return {
    async stop() {
      clearInterval(looking);
      await running;
      if (wasHolder) await save();
    },
  };
}
