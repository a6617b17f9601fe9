import type { Alarm } from "../../domain/alarm/alarm";

export type SuppressibleAlarm = Pick<Alarm, "machine_id" | "state" | "suppressed">;
type Noted = Pick<Alarm, "id"> & Partial<SuppressibleAlarm>;

/** Knows which alarms are suppressed now, so that a page can say how many. One that is over meanwhile is no matter. */
export function createSuppressedAlarms(recent: readonly Noted[]) {
  const machines = new Map<string, string | null>();

  function note({ id, machine_id = null, state, suppressed }: Noted) {
    if (suppressed && (state === "new" || state === "acknowledged")) machines.set(id, machine_id);
    else machines.delete(id);
  }

  recent.forEach(note);
  return {
    note,
    /** @param machineIds none: of all machines, and of none */
    count(machineIds: readonly string[]): number {
      if (machineIds.length === 0) return machines.size;
      return [...machines.values()].filter((id) => id !== null && machineIds.includes(id)).length;
    },
  };
}
