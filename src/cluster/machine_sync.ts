import type { Logger } from "pino";
import { coalesce } from "../async/coalesce";
import { every } from "../async/every";
import type { Machine } from "../domain/machine/machine";
import type { MachineRegistry } from "../ingest/machine_registry";
import type { Store } from "../store/store";

const SYNC_EVERY_MS = 3_000;

type MachineSyncDeps = {
  store: Pick<Store, "machines" | "shared">;
  machineRegistry: MachineRegistry;
  metricSettings: { refresh(): Promise<void> };
  site: { refresh(): Promise<void> };
  guidance: { refresh(): Promise<void> };
  onChange(machine: Machine): void;
  log: Pick<Logger, "warn">;
};

/**
 * Brings machines that another server has registered or changed into this server's registry, and what was set of their
 * metrics and of the site, and what was written about alarms there.
 */
export type MachineSync = {
  /** Reads them now; resolves when they are in the registry, as far as they can be read. */
  sync(): Promise<void>;
  stop(): Promise<void>;
};

/** @returns undefined for a database that no other server shares */
export function startMachineSync({
  store,
  machineRegistry,
  metricSettings,
  site,
  guidance,
  onChange,
  log,
}: MachineSyncDeps): MachineSync | undefined {
  if (!store.shared) return undefined;

  async function read() {
    await Promise.all([metricSettings.refresh(), site.refresh(), guidance.refresh()]);
    for (const machine of await store.machines.all()) {
      if (machineRegistry.find(machine.id)?.updated_at === machine.updated_at) continue;
      machineRegistry.put(machine);
      onChange(machine);
    }
  }

  const onTrouble = (err: unknown) => log.warn({ err }, "machines could not be read");
  const sync = coalesce(() => read().catch(onTrouble));
  const repeated = every({ pauseMs: SYNC_EVERY_MS, onTrouble }, sync);
  return { sync, stop: repeated.stop };
}
