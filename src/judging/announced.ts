import type { MetricUpdated } from "../domain/event";

/** Learning and simulation as the newest value of each machine says, whichever server announced it. */
export type Announced = {
  onValue(value: MetricUpdated): void;
  /** Share of the learning done, 0 to 1; 1 where no value has said otherwise. */
  learned(machineId: string): number;
  /** Whether any machine is simulated. */
  simulated(): boolean;
};

export function createAnnounced(): Announced {
  const machines = new Map<string, { learned: number; simulated: boolean }>();
  return {
    onValue({ machine_id, learned, simulated }) {
      if (machine_id) machines.set(machine_id, { learned: learned ?? 1, simulated: simulated === true });
    },
    learned: (machineId) => machines.get(machineId)?.learned ?? 1,
    simulated: () => machines.values().some(({ simulated }) => simulated),
  };
}
