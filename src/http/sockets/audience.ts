import type { MachineRegistry } from "../../ingest/machine_registry";
import type { Page, PageAudience, Stream, StreamAudience } from "../../live/audiences";
import type { SiteCache } from "../../site/site_cache";
import { idsOf, machinesIn, type Narrowing } from "../asked_machines";

type Deps = {
  machineRegistry: Pick<MachineRegistry, "find" | "all" | "changes">;
  site: Pick<SiteCache, "areas" | "refresh">;
};

/** What an address names: an area by its id, path or name, or machines. */
type Named = { area?: string | undefined; machine?: readonly string[] | undefined };

/** The audience of a page that is narrowed to an area, to some machines, or to none. */
export const pageAudience = (deps: Deps, page: Page, named: Named): PageAudience =>
  narrowed(deps, { kind: "page" as const, page }, named);

/** The same of a stream. */
export const streamAudience = (deps: Deps, stream: Stream, named: Named): StreamAudience =>
  narrowed(deps, { kind: "stream" as const, stream }, named);

/** The machines of an area are those that stand in it whenever they are asked for. */
function narrowed<A extends object>(deps: Deps, audience: A, named: Named) {
  const { area, ids } = narrowingOf(deps, named);
  if (!area) return { ...audience, machineIds: ids };
  const machinesNow = membersOf(deps, area.id);
  return {
    ...audience,
    area: area.id,
    get machineIds() {
      return machinesNow();
    },
  };
}

/** The machines that an address names; an area that there is not was refused before (`onlyKnownMachines`). */
export function narrowingOf(deps: Deps, { area: word, machine }: Named): Narrowing {
  const area = word ? deps.site.areas().find(word) : undefined;
  return area ? { area, ids: machinesIn(deps, area.id) } : { ids: idsOf(deps.machineRegistry, machine) };
}

/**
 * The machines of an area: found anew when machines or areas have changed, for each fragment asks for them.
 */
function membersOf(deps: Deps, areaId: string): () => readonly string[] {
  const { site, machineRegistry } = deps;
  let [tree, changes]: [unknown, number] = [undefined, -1];
  let ids: readonly string[] = [];
  return () => {
    if (tree === site.areas() && changes === machineRegistry.changes()) return ids;
    [tree, changes] = [site.areas(), machineRegistry.changes()];
    ids = machinesIn(deps, areaId);
    return ids;
  };
}
