import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { limits as limitsBody, type Limits } from "../model/limits";
import type { Directory } from "../readings/directory";
import { body, pathId } from "./door";
import { unknownMachine } from "./refusal";

type Deps = {
  directory: Directory;
  limits: {
    get(machineId: string): Promise<Limits>;
    set(machineId: string, limits: Limits): Promise<void>;
  };
};

/** What an operator holds a machine to: effective with its next reading. */
export function limitRoutes({ directory, limits }: Deps) {
  return new Hono()
    .get("/:id/limits", describeRoute({ summary: "What a machine is held to" }), async (c) => {
      const machine = directory.find(pathId(c));
      return machine ? c.json(await limits.get(machine.id)) : unknownMachine(c, pathId(c));
    })
    .put(
      "/:id/limits",
      describeRoute({ summary: "Hold a machine to these limits and no others" }),
      body(limitsBody),
      async (c) => {
        const machine = directory.find(pathId(c));
        if (!machine) return unknownMachine(c, pathId(c));
        await limits.set(machine.id, c.req.valid("json"));
        return c.json(await limits.get(machine.id));
      },
    );
}
