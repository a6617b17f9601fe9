import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import type { Energy } from "../../../energy/analysis";
import type { MachineRegistry } from "../../../ingest/machine_registry";
import type { Store } from "../../../store/store";
import { refuse, unknownMachine } from "../../error_response";
import { pathId, pathUuid, query } from "../../validation";
import { explanationOf, modelJson, rowJson } from "../json/baseline_json";
import { modelQuery, modelsQuery } from "./requests";

export type ModelDeps = { store: Pick<Store, "models">; machineRegistry: MachineRegistry; energy: Energy };

export function modelRoutes({ store: { models }, machineRegistry, energy }: ModelDeps) {
  return new Hono()
    .get(
      "/models",
      describeRoute({ summary: "Every version of a machine's baseline" }),
      query(modelsQuery),
      async (c) => {
        const { machine_id, include_explanation } = c.req.valid("query");
        const machine = machineRegistry.find(machine_id);
        if (!machine) return unknownMachine(c, machine_id);
        const versions = await models.list(machine.id);
        return c.json({
          machine_id: machine.id,
          machine_name: machine.name,
          total_models: versions.length,
          models: versions.map((model) => ({
            ...rowJson(model),
            ...(include_explanation ? explanationOf(model, energy) : {}),
          })),
        });
      },
    )
    .get("/model/:id", describeRoute({ summary: "One baseline in full" }), query(modelQuery), async (c) => {
      const model = await models.find(pathUuid(c));
      if (!model)
        return refuse(
          c,
          404,
          `There is no model ${JSON.stringify(pathId(c))}: GET /api/v1/baseline/models lists them`,
        );
      return c.json(modelJson(model, machineRegistry.find(model.machine_id), energy));
    });
}
