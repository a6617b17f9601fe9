import { createWithheld, type Withheld } from "../alarms/suppression/withheld";
import { coalesce } from "../async/coalesce";
import { DAY_MS } from "../domain/time_units";
import type { Store } from "../store/store";

/** Readings that come in later than this after a suppression has ended are learned: they are few, and long past. */
const LATE_MS = DAY_MS;

/** What is not to be learned or missed, at hand for every reading. */
export type WithheldReadings = Withheld & {
  /** Reads it again: somebody may have suppressed something, on whichever server. */
  refresh(): Promise<void>;
};

export async function readWithheld(
  { suppressions }: { suppressions: Pick<Store["suppressions"], "withholding"> },
  now: () => number,
): Promise<WithheldReadings> {
  const read = async () => createWithheld(await suppressions.withholding(now() - LATE_MS));
  let held = await read();
  return {
    isLearned: (machineId, metrics, at) => held.isLearned(machineId, metrics, at),
    isMissed: (machineId, metric, at) => held.isMissed(machineId, metric, at),
    refresh: coalesce(async () => void (held = await read())),
  };
}
