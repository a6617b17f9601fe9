import { type Context, Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { iso } from "../../domain/iso";
import { areaChange, newArea, type PlacedArea } from "../../domain/site/areas";
import type { MachineRegistry } from "../../ingest/machine_registry";
import { byOf } from "../access/identify";
import { refuseConflict, unknownArea } from "../error_response";
import { areaChanges, type SiteChangeDeps } from "../site_changes";
import { body, pathId } from "../validation";

type Deps = SiteChangeDeps & { machineRegistry: Pick<MachineRegistry, "all"> };

/** The areas of the plant: a tree, in which machines stand. */
export function areaRoutes(deps: Deps) {
  const { site, machineRegistry } = deps;
  const areas = areaChanges(deps);

  /** Another server may have changed them. */
  async function found(word: string): Promise<PlacedArea | undefined> {
    await site.refresh();
    return site.areas().find(word);
  }

  function areaJson({ level: _, created_at, updated_at, ...area }: PlacedArea) {
    const machines = machineRegistry.all().filter((machine) => machine.area === area.id && machine.is_active);
    const machine_ids = machines.map(({ id }) => id);
    return { ...area, machine_ids, created_at: iso(created_at), updated_at: iso(updated_at) };
  }

  async function answer(c: Context, id: string, status: 200 | 201 = 200) {
    const area = await found(id);
    return area ? c.json(areaJson(area), status) : unknownArea(c, id);
  }

  return new Hono()
    .get("/", describeRoute({ summary: "The areas, each before those that lie in it" }), async (c) => {
      await site.refresh();
      return c.json(site.areas().all().map(areaJson));
    })
    .post("/", describeRoute({ summary: "Add an area" }), body(newArea), async (c) => {
      const { id } = await areas.add(c.req.valid("json"), byOf(c));
      return answer(c, id, 201);
    })
    .get("/:id", describeRoute({ summary: "One area, by id, path or unique name" }), (c) =>
      answer(c, pathId(c)),
    )
    .patch("/:id", describeRoute({ summary: "Rename or move an area" }), body(areaChange), async (c) => {
      const area = await found(pathId(c));
      if (!area) return unknownArea(c, pathId(c));
      await areas.change(area.id, c.req.valid("json"), byOf(c));
      return answer(c, area.id);
    })
    .delete("/:id", describeRoute({ summary: "Remove an area without machines and areas" }), async (c) => {
      const area = await found(pathId(c));
      if (!area || !(await areas.remove(area.id, byOf(c)))) return unknownArea(c, pathId(c));
      return c.body(null, 204);
    })
    .onError(refuseConflict);
}
