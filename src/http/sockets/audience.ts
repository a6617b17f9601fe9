import type { MachineRegistry } from "../../ingest/machine_registry";
import type { Page, PageAudience } from "../../live/audiences";
import type { SiteCache } from "../../site/site_cache";
import { idsOf, machinesIn } from "../asked_machines";

type Deps = {
  machineRegistry: Pick<MachineRegistry, "find" | "all" | "changes">;
  site: Pick<SiteCache, "areas" | "refresh">;
};

/**
 * The audience of a page that is narrowed to an area, to some machines, or to none. The machines of an area are
 * those that stand in it whenever they are asked for.
 */
export function pageAudience(
  deps: Deps,
  page: Page,
  { area: word, machine }: { area?: string | undefined; machine?: readonly string[] | undefined },
): PageAudience {
  const area = word ? deps.site.areas().find(word) : undefined;
  if (!area) return { kind: "page", page, machineIds: idsOf(deps.machineRegistry, machine) };
  const machinesNow = membersOf(deps, area.id);
  return {
    kind: "page",
    page,
    area: area.id,
    get machineIds() {
      return machinesNow();
    },
  };
}

/** The machines of an area: found anew when machines or areas have changed, for each fragment asks for them. */
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
