import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { z } from "zod";
import type { Store } from "../../store/store";
import { type Machine, machineChange, newMachine } from "../../domain/machine/machine";
import type { MachineRegistry } from "../../ingest/machine_registry";
import { flag } from "../../domain/lenient_schema";
import { body, ifAny, pathId, query } from "../validation";
import { refuseConflict, unknownMachine } from "../error_response";
import { iso } from "../../domain/iso";

const search = z.strictObject({
  is_active: ifAny(flag),
  search: z.string().optional(),
});

type Deps = {
  store: Pick<Store, "machines">;
  machineRegistry: MachineRegistry;
  /** Called with a new or changed machine. */
  onChange(machine: Machine): void;
};

export function machineRoutes({ store, machineRegistry, onChange }: Deps) {
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
        .filter((machine) => is_active === undefined || machine.is_active === is_active)
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
