import { takingTurns } from "../bus/turn";
import type { History } from "../history/history";
import type { Machine } from "../model/machine";
import type { Directory } from "../readings/directory";

const LOOK_EVERY_MS = 3_000;

type MachineNewsDeps = {
  history: Pick<History, "machines">;
  directory: Directory;
  onChange(machine: Machine): void;
  onTrouble(error: unknown): void;
};

/** Machines that another server has registered or changed come into this one's directory. */
export function startMachineNews({ history, directory, onChange, onTrouble }: MachineNewsDeps) {
  const look = takingTurns(async () => {
    try {
      for (const machine of await history.machines.all()) {
        if (directory.find(machine.id)?.updated_at === machine.updated_at) continue;
        directory.put(machine);
        onChange(machine);
      }
    } catch (error) {
      onTrouble(error);
    }
  });
  const timer = setInterval(look, LOOK_EVERY_MS);
  return { look, stop: () => clearInterval(timer) };
}
