import type { Logger } from "pino";
import { every } from "../async/every";
import type { Config } from "../config";
import type { CausedAlert } from "../domain/event";
import type { Site } from "../domain/site/settings";
import type { Store } from "../store/store";
import { endedUnseen, type EnergyWatch, newEnergyWatch, watchEnergy } from "./alerts";
import { createDraws, type DrawsOptions } from "./draws";

const LOOK_EVERY_MS = 5_000;
const SAVE_EVERY_LOOKS = 12;
/** Key of the watch among the saved states: no machine has this id. */
const STATE = "energy watch";

type Deps = Omit<DrawsOptions, "store"> & {
  store: DrawsOptions["store"] &
    Pick<Store, "events" | "states"> & { alarms: Pick<Store["alarms"], "standing"> };
  config: Pick<Config, "peakLimitKw">;
  /** The site as it is now: people may change it. */
  site: { inForce(): Site };
  /** Whether this server does the work that must be done once. */
  isLeader(): boolean;
  newId(): string;
  log: Pick<Logger, "error">;
};

/** Looks at the readings every few seconds, and alerts where power is paid for in vain. */
export async function startEnergyAlarms(deps: Deps) {
  const look = await createEnergyAlarms(deps);
  const looking = every(
    {
      pauseMs: LOOK_EVERY_MS,
      onTrouble: (err) => deps.log.error({ err }, "energy could not be watched"),
    },
    look.once,
  );
  return {
    async stop() {
      await looking.stop();
      await look.save();
    },
  };
}

/** The looks by themselves, without a timer. `save` keeps the watch when this server leads. */
export async function createEnergyAlarms({ store, config, site, isLeader, newId, ...deps }: Deps) {
  const rules = () => ({ ...site.inForce(), peakLimitKw: config.peakLimitKw });
  const draws = createDraws({ ...deps, store });
  let watch = await load();
  let wasLeader = false;
  let looks = 0;
  let unrecorded: CausedAlert[] = [];

  async function load(): Promise<EnergyWatch> {
    return ((await store.states.load()).get(STATE) as EnergyWatch | undefined) ?? newEnergyWatch();
  }

  const save = () => store.states.save(new Map([[STATE, watch]]));

  async function once() {
    if (!isLeader()) {
      wasLeader = false;
      return;
    }
    if (!wasLeader) {
      // The leader before has announced the alerts that are open.
      watch = await load();
      draws.restart();
    }
    wasLeader = true;
    unrecorded.push(...watchEnergy(watch, await moment(), rules(), newId));
    // Also after a restart, or once the database was put back to an older copy.
    if (unrecorded.length === 0 && looks % SAVE_EVERY_LOOKS === 0)
      unrecorded.push(...endedUnseen(watch, await store.alarms.standing()));
    if (unrecorded.length > 0) {
      await store.events.record(unrecorded);
      unrecorded = [];
      await save();
    } else if (++looks % SAVE_EVERY_LOOKS === 0) await save();
  }

  async function moment() {
    const drawn = await draws.now();
    return { at: deps.now(), draws: drawn };
  }

  return { once, save: async () => void (wasLeader && (await save())) };
}
