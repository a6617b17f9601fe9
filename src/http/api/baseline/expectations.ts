import { type Context, Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { iso } from "../../../domain/iso";
import type { Machine } from "../../../domain/machine/machine";
import type { Energy } from "../../../energy/analysis";
import type { MachineRegistry } from "../../../ingest/machine_registry";
import type { Store } from "../../../store/store";
import { refuse, unknownMachine } from "../../error_response";
import { body, query } from "../../validation";
import { deviationQuery, predictBody } from "./requests";

export type ExpectationDeps = {
  store: Pick<Store, "models">;
  machineRegistry: MachineRegistry;
  energy: Energy;
};

/** Expected energy: of a past period beside the energy drawn, and of given features. */
export function expectationRoutes({ store: { models }, machineRegistry, energy }: ExpectationDeps) {
  const activeOf = async (machine: Machine) => (await models.active(machine.id))[0];

  return new Hono()
    .get(
      "/deviation",
      describeRoute({ summary: "Energy drawn in a period beside the energy that the baseline expects" }),
      query(deviationQuery),
      async (c) => {
        const { machine_id, start, end } = c.req.valid("query");
        const machine = machineRegistry.find(machine_id);
        if (!machine) return unknownMachine(c, machine_id);
        const model = await activeOf(machine);
        if (!model) return untrained(c, machine);
        const { spans, ...deviation } = await energy.deviation(model, start, end);
        return c.json({
          machine_id: machine.id,
          machine_name: machine.name,
          time_period: { start: iso(start), end: iso(end) },
          baseline_model_version: model.version,
          ...deviation,
          hourly_deviations: spans.map(({ at, ...span }) => ({ time: iso(at), ...span })),
        });
      },
    )
    .post(
      "/predict",
      describeRoute({ summary: "The energy that a baseline expects" }),
      body(predictBody),
      async (c) => {
        const { machine_id, features, include_message } = c.req.valid("json");
        const machine = machineRegistry.find(machine_id);
        if (!machine) return unknownMachine(c, machine_id);
        const model = await activeOf(machine);
        if (!model) return untrained(c, machine);
        const prediction = energy.predict(model, features);
        const kwh = prediction.predicted_energy_kwh.toFixed(1);
        const span = model.seconds === 3600 ? "an hour" : "a quarter of an hour";
        return c.json({
          machine_id: machine.id,
          machine_name: machine.name,
          model_version: model.version,
          ...prediction,
          ...(include_message
            ? { message: `${machine.name} is expected to draw ${kwh} kWh in ${span}` }
            : {}),
        });
      },
    );
}

function untrained(c: Context, machine: Machine) {
  return refuse(c, 404, `${machine.name} has no energy baseline yet: POST /api/v1/baseline/train learns one`);
}
