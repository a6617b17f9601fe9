import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import type { SharedLimits } from "../../cluster/shared_limits";
import { limits as limitsBody } from "../../domain/alarm/machine_limits";
import type { MachineRegistry } from "../../ingest/machine_registry";
import { byOf } from "../access/identify";
import { body, pathId } from "../validation";
import { unknownMachine } from "../error_response";

type Deps = {
  machineRegistry: MachineRegistry;
  limits: Pick<SharedLimits, "get" | "set">;
};

/** A machine's limits, effective with its next reading. */
export function limitRoutes({ machineRegistry, limits }: Deps) {
  return new Hono()
    .get("/:id/limits", describeRoute({ summary: "What a machine is held to" }), async (c) => {
      const machine = machineRegistry.find(pathId(c));
      return machine ? c.json(await limits.get(machine.id)) : unknownMachine(c, pathId(c));
    })
    .put(
      "/:id/limits",
      describeRoute({ summary: "Hold a machine to these limits and no others" }),
      body(limitsBody),
      async (c) => {
        const machine = machineRegistry.find(pathId(c));
        if (!machine) return unknownMachine(c, pathId(c));
        await limits.set(machine.id, c.req.valid("json"), byOf(c));
        return c.json(await limits.get(machine.id));
      },
    );
}
