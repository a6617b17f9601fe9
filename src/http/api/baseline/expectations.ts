import { type Context, Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { iso } from "../../../domain/iso";
import type { BaselineModel } from "../../../domain/training/baseline";
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
  now(): number;
};

/** Expected energy: of a past period beside the energy drawn, and of given features. */
export function expectationRoutes({ store: { models }, machineRegistry, energy, now }: ExpectationDeps) {
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
        const found = await deviationOf(energy, model, start, Math.min(end, now()));
        if (found instanceof RangeError) return refuse(c, 400, found.message);
        const { from, to, covered, spans, ...deviation } = found;
        return c.json({
          machine_id: machine.id,
          machine_name: machine.name,
          time_period: { start: iso(from), end: iso(to) },
          requested_period: { start: iso(start), end: iso(end) },
          covered_percent: percent(covered),
          baseline_model_version: model.version,
          ...deviation,
          hourly_deviations: spans.map(({ at, covered, ...span }) => ({
            time: iso(at),
            ...span,
            covered_percent: percent(covered),
          })),
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

/** The deviation, or why there is none. */
async function deviationOf(energy: Energy, model: BaselineModel, from: number, to: number) {
  try {
    return await energy.deviation(model, from, to);
  } catch (error) {
    if (error instanceof RangeError) return error;
    throw error;
  }
}

const percent = (share: number) => Math.round(share * 1000) / 10;

function untrained(c: Context, machine: Machine) {
  return refuse(c, 404, `${machine.name} has no energy baseline yet: POST /api/v1/baseline/train learns one`);
}
