import { coalesce } from "../async/coalesce";
import type { Store } from "../store/store";
import type { Machine } from "../domain/machine/machine";
import type { MachineRegistry } from "../ingest/machine_registry";

const LOOK_EVERY_MS = 3_000;

type MachineSyncDeps = {
  store: Pick<Store, "machines">;
  machineRegistry: MachineRegistry;
  onChange(machine: Machine): void;
  onTrouble(error: unknown): void;
};

/** Machines that another server has registered or changed come into this one's directory. */
export function startMachineSync({ store, machineRegistry, onChange, onTrouble }: MachineSyncDeps) {
  const look = coalesce(async () => {
    try {
      for (const machine of await store.machines.all()) {
        if (machineRegistry.find(machine.id)?.updated_at === machine.updated_at) continue;
        machineRegistry.put(machine);
        onChange(machine);
      }
    } catch (error) {
      onTrouble(error);
    }
  });
  const timer = setInterval(look, LOOK_EVERY_MS);
  return { look, stop: () => clearInterval(timer) };
}
