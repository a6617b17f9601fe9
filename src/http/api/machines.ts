import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { z } from "zod";
import { type Machine, machinePatch, newMachine } from "../../domain/machine/machine";
import { areaPath } from "../../domain/site/areas_in_force";
import { flag } from "../../domain/lenient_schema";
import { answeringAs } from "../access/answering_as";
import { machineChanges, type MachineChangeDeps } from "../machine_changes";
import { body, ifAny, pathId, query } from "../validation";
import { byOf } from "../access/identify";
import { refuseConflict, unknownMachine } from "../error_response";
import { iso } from "../../domain/iso";
import type { PlantState } from "../../live/state/plant_state";
import type { Value } from "../../live/state/value";
import type { SiteConfig } from "../page_context";
import { valueJson } from "./json/value_json";

const search = z.strictObject({
  is_active: ifAny(flag),
  search: z.string().optional(),
});

type Deps = MachineChangeDeps & {
  plantState: Pick<PlantState, "values" | "tile">;
  siteConfig: Pick<SiteConfig, "now">;
};

export function machineRoutes(deps: Deps) {
  const { machineRegistry, plantState, siteConfig } = deps;
  const machines = machineChanges(deps);

  return new Hono()
    .get("/", describeRoute({ summary: "List the machines" }), query(search), (c) => {
      const { is_active, search } = c.req.valid("query");
      const listed = machineRegistry
        .all()
        .filter((machine) => is_active === undefined || machine.is_active === is_active)
        .filter((machine) => !search || [machine.name, ...machine.aliases].some(contains(search)));
      return c.json(listed.map(machineJson));
    })
    .post("/", describeRoute({ summary: "Register a machine" }), body(newMachine), async (c) => {
      return c.json(machineJson(await machines.register(c.req.valid("json"), byOf(c))), 201);
    })
    .get("/:id", describeRoute({ summary: "One machine, by id, exact name or an earlier one" }), (c) => {
      const machine = machineRegistry.find(pathId(c));
      return machine ? c.json(machineJson(machine)) : unknownMachine(c, pathId(c));
    })
    .get("/:id/values", describeRoute({ summary: "A machine's newest values and their quality" }), (c) => {
      const machine = machineRegistry.find(pathId(c));
      if (!machine) return unknownMachine(c, pathId(c));
      const simulated = plantState.tile(machine.id)?.simulated === true;
      const toJson = (value: Value) => valueJson(value, machine, siteConfig.now(), simulated);
      return c.json({ machine_id: machine.id, values: plantState.values(machine.id).map(toJson) });
    })
    .patch("/:id", describeRoute({ summary: "Change a machine" }), body(machinePatch), async (c) => {
      const { by, ...change } = c.req.valid("json");
      const known = machineRegistry.find(pathId(c));
      const machine = known && (await machines.change(known.id, change, answeringAs(c, by)?.by, byOf(c)));
      return machine ? c.json(machineJson(machine)) : unknownMachine(c, pathId(c));
    })
    .onError(refuseConflict);
}

const contains = (searched: string) => (name: string) => name.toLowerCase().includes(searched.toLowerCase());

function machineJson({ created_at, updated_at, ...machine }: Machine) {
  const area_path = areaPath(machine.area);
  return { ...machine, area_path, created_at: iso(created_at), updated_at: iso(updated_at) };
}
