import { coalesce } from "../../async/coalesce";
import type { GuidanceEntry } from "../../domain/alarm/guidance";
import { type FindGuidance, putGuidanceInForce } from "../../domain/alarm/guidance_in_force";
import type { MachineRegistry } from "../../ingest/machine_registry";
import type { By } from "../../people/actor";
import type { Store } from "../../store/store";
import type { CatalogueChange } from "./change";
import { guidanceLookup } from "./lookup";

/** What people wrote about alarms, at hand for every row and tile; what was read last is in force. */
export type GuidanceCache = {
  entries(): readonly GuidanceEntry[];
  find: FindGuidance;
  /**
   * Resolves when it is stored, and the guidance of it in force here.
   * @throws {Conflict} when something has been changed since
   */
  change(change: CatalogueChange, by?: By): Promise<void>;
  /** Reads it again: another server may have changed it. */
  refresh(): Promise<void>;
};

export async function createGuidanceCache(
  { guidance: store }: Pick<Store, "guidance">,
  machines: Pick<MachineRegistry, "find">,
): Promise<GuidanceCache> {
  let entries: readonly GuidanceEntry[] = [];
  let find: FindGuidance = () => undefined;

  const refresh = coalesce(async () => {
    entries = await store.all();
    find = guidanceLookup(entries, (machineId) => machines.find(machineId)?.type);
    putGuidanceInForce(find);
  });
  await refresh();

  return {
    entries: () => entries,
    find: (subject) => find(subject),
    async change(asked, by) {
      await store.change(asked, by);
      await refresh();
    },
    refresh,
  };
}
