import type { Logger } from "pino";
import type { PeerMessage } from "../bus/peer_message";
import type { Limits } from "../domain/alarm/machine_limits";
import type { By } from "../people/actor";
import type { LimitsCache } from "../judging/limits_cache";

/** The limits of machines as they are now, on whichever server they were set. */
export type SharedLimits = {
  get(machineId: string): Promise<Limits>;
  /** In effect on every server, and stored when it resolves. */
  set(machineId: string, limits: Limits, by?: By): Promise<void>;
  /** Reads them again: another server has set some. */
  refresh(): Promise<void>;
};

type SharedLimitsDeps = {
  limits: LimitsCache;
  sendToPeers(message: PeerMessage): void;
  log: Pick<Logger, "warn">;
};

export function shareLimits({ limits, sendToPeers, log }: SharedLimitsDeps): SharedLimits {
  return {
    async get(machineId) {
      await limits.refresh();
      return limits.of(machineId);
    },
    async set(machineId, asked, by) {
      await limits.set(machineId, asked, by);
      sendToPeers({ kind: "machines" });
    },
    refresh: () => limits.refresh().catch((err) => log.warn({ err }, "limits could not be read")),
  };
}
