import type { Machine } from "../domain/machine/machine";
import type { AreaChange, NewArea } from "../domain/site/areas";
import { pinnedIn, type SiteChange } from "../domain/site/settings";
import type { MachineRegistry } from "../ingest/machine_registry";
import type { By } from "../people/actor";
import type { SiteCache } from "../site/site_cache";
import { Conflict } from "../store/errors";
import type { Store } from "../store/store";

export type SiteChangeDeps = {
  store: Pick<Store, "areas" | "machines">;
  site: SiteCache;
  machineRegistry: Pick<MachineRegistry, "find" | "put">;
  /** Called with each machine whose area is another one now. */
  onChange(machine: Machine): void;
  /** The site has changed: other servers are to notice. */
  onSiteChange(): void;
};

/**
 * Stores a change of the site, which is in force when it resolves.
 * @throws {Conflict} when the environment sets one of its fields
 */
export async function changeSite(
  { site, onSiteChange }: SiteChangeDeps,
  change: SiteChange,
  by: By,
): Promise<void> {
  const field = pinnedIn(change, site.environment);
  if (field)
    throw new Conflict(
      `${field} is set by the environment (${site.environment[field]}): remove it there to set it here`,
    );
  await site.change(change, by);
  onSiteChange();
}

/** Adds, changes and removes areas; each is in force when it resolves. They throw as `AreaStore`. */
export function areaChanges({ store, site, machineRegistry, onChange, onSiteChange }: SiteChangeDeps) {
  async function changed<T>(work: Promise<T>): Promise<T> {
    const result = await work;
    await site.refresh();
    for (const machine of await store.machines.all()) {
      if (machineRegistry.find(machine.id)?.updated_at === machine.updated_at) continue;
      machineRegistry.put(machine);
      onChange(machine);
    }
    onSiteChange();
    return result;
  }

  return {
    add: (area: NewArea, by: By) => changed(store.areas.add(area, by)),
    change: (id: string, change: AreaChange, by: By) => changed(store.areas.change(id, change, by)),
    remove: (id: string, by: By) => changed(store.areas.remove(id, by)),
  };
}
