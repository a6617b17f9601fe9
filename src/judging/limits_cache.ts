import { coalesce } from "../async/coalesce";
import { type Limits, NO_LIMITS } from "../domain/alarm/machine_limits";
import type { By } from "../people/actor";
import type { Store } from "../store/store";

/** The limits that operators set, at hand for every reading. */
export type LimitsCache = {
  /** The limits of a machine; NO_LIMITS when nobody set any. */
  of(machineId: string): Limits;
  /** Sets the limits of a machine; resolves when they are stored and hold. */
  set(machineId: string, limits: Limits, by?: By): Promise<void>;
  /** Reads the limits again: another server may have set some. */
  refresh(): Promise<void>;
  /** Resolves when what was being read has been read, or could not be. */
  settled(): Promise<void>;
};

export async function createLimitsCache({ limits }: Pick<Store, "limits">): Promise<LimitsCache> {
  let cached = await limits.all();
  const read = coalesce(async () => void (cached = await limits.all()));
  let reading = Promise.resolve();
  const refresh = () => {
    const mine = read();
    reading = mine.catch(() => {});
    return mine;
  };
  return {
    of: (machineId) => cached.get(machineId) ?? NO_LIMITS,
    async set(machineId, asked, by) {
      await limits.set(machineId, asked, by);
      await refresh();
    },
    refresh,
    settled: () => reading,
  };
}
