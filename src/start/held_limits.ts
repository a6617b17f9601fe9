import { takingTurns } from "../bus/turn";
import type { History } from "../history/history";
import { type Limits, NO_LIMITS } from "../model/limits";

/** What operators hold machines to, at hand for every reading. */
export type HeldLimits = {
  /** Those of a machine; none are no limits. */
  of(machineId: string): Limits;
  /** Effective at once; resolves when they are kept. */
  set(machineId: string, limits: Limits): Promise<void>;
  /** Reads what other servers have kept. */
  look(): Promise<void>;
};

export async function holdLimits({ limits }: Pick<History, "limits">): Promise<HeldLimits> {
  let held = await limits.all();
  const look = takingTurns(async () => void (held = await limits.all()));
  return {
    of: (machineId) => held.get(machineId) ?? NO_LIMITS,
    async set(machineId, asked) {
      await limits.set(machineId, asked);
      await look();
    },
    look,
  };
}
