import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { z } from "zod";
import type { Store } from "../../store/store";
import { type Machine, machineChange, newMachine } from "../../domain/machine/machine";
import type { MachineRegistry } from "../../ingest/machine_registry";
import { body, pathId, query } from "../validation";
import { refuseConflict, unknownMachine } from "../error_response";
import { iso } from "../../domain/iso";
import type { PlantState } from "../../live/state/plant_state";
import type { Value } from "../../live/state/value";
import type { SiteConfig } from "../page_context";
import { valueJson } from "./json/value_json";

const search = z.strictObject({
  is_active: z.enum(["true", "false"]).optional(),
  search: z.string().optional(),
});

type Deps = {
  store: Pick<Store, "machines">;
  machineRegistry: MachineRegistry;
  plantState: Pick<PlantState, "values" | "tile">;
  siteConfig: Pick<SiteConfig, "now">;
  /** Called with a new or changed machine. */
  onChange(machine: Machine): void;
};

export function machineRoutes({ store, machineRegistry, plantState, siteConfig, onChange }: Deps) {
  function put(machine: Machine): Machine {
    machineRegistry.put(machine);
    onChange(machine);
    return machine;
  }

  return new Hono()
    .get("/", describeRoute({ summary: "List the machines" }), query(search), (c) => {
      const { is_active, search } = c.req.valid("query");
      const listed = machineRegistry
        .all()
        .filter((machine) => is_active === undefined || String(machine.is_active) === is_active)
        .filter((machine) => !search || machine.name.toLowerCase().includes(search.toLowerCase()));
      return c.json(listed.map(machineJson));
    })
    .post("/", describeRoute({ summary: "Register a machine" }), body(newMachine), async (c) => {
      const machine = await store.machines.add(c.req.valid("json"));
      return c.json(machineJson(put(machine)), 201);
    })
    .get("/:id", describeRoute({ summary: "One machine, by id or exact name" }), (c) => {
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
    .patch("/:id", describeRoute({ summary: "Change a machine" }), body(machineChange), async (c) => {
      const known = machineRegistry.find(pathId(c));
      const machine = known && (await store.machines.change(known.id, c.req.valid("json")));
      return machine ? c.json(machineJson(put(machine))) : unknownMachine(c, pathId(c));
    })
    .onError(refuseConflict);
}

function machineJson({ created_at, updated_at, ...machine }: Machine) {
  return { ...machine, created_at: iso(created_at), updated_at: iso(updated_at) };
}
