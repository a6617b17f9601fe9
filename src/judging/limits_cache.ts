import { coalesce } from "../async/coalesce";
import type { Store } from "../store/store";
import { type Limits, NO_LIMITS } from "../domain/alarm/machine_limits";

/** What operators hold machines to, at hand for every reading. */
export type LimitsCache = {
  /** Those of a machine; none are no limits. */
  of(machineId: string): Limits;
  /** Effective at once; resolves when they are kept. */
  set(machineId: string, limits: Limits): Promise<void>;
  /** Reads what other servers have kept. */
  look(): Promise<void>;
};

export async function createLimitsCache({ limits }: Pick<Store, "limits">): Promise<LimitsCache> {
  let held = await limits.all();
  const look = coalesce(async () => void (held = await limits.all()));
  return {
    of: (machineId) => held.get(machineId) ?? NO_LIMITS,
    async set(machineId, asked) {
      await limits.set(machineId, asked);
      await look();
    },
    look,
  };
}
