import { type Context, Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { z } from "zod";
import type { Energy } from "../../energy/analysis";
import type { Store } from "../../store/store";
import type { Machine } from "../../domain/machine/machine";
import type { TrainingJob, TrainingRequest } from "../../domain/training/job";
import type { MachineRegistry } from "../../ingest/machine_registry";
import { explained, modelJson, rowJson } from "./json/baseline_json";
import { body, moment, pathId, query } from "../validation";
import { refuse, unknownMachine } from "../error_response";
import { jobJson } from "./json/training_json";
import { Conflict } from "../../store/errors";
import { DAY_MS } from "../../domain/time_units";
import { LEARNED_DAYS } from "../../domain/training/baseline";
import { iso } from "../../domain/iso";

export type { Energy };

const PERIOD_AT_MOST_MS = 3660 * DAY_MS;

const isPeriod = ({ start, end }: { start: number; end: number }) =>
  start < end && end - start <= PERIOD_AT_MOST_MS;
const PERIOD_ERROR = { path: ["end"], error: "must be later than start, by ten years at most" };

const trainBody = z.strictObject({
  machine_id: z.string(),
  start_date: moment.optional(),
  end_date: moment.optional(),
  drivers: z.array(z.string().min(1).max(80)).min(1).max(30).optional(),
  interval: z.enum(["15min", "1hour"]).default("1hour"),
});
const flag = z.enum(["true", "false"]).optional();
const modelsQuery = z.strictObject({ machine_id: z.string(), include_explanation: flag });
const modelQuery = z.strictObject({ include_explanation: flag });
const deviationQuery = z
  .strictObject({ machine_id: z.string(), start: moment, end: moment })
  .refine(isPeriod, PERIOD_ERROR);
const predictBody = z.strictObject({
  machine_id: z.string(),
  features: z.record(z.string().max(80), z.number().nullable()),
  include_message: z.boolean().default(false),
});

type Deps = {
  store: Pick<Store, "models">;
  machineRegistry: MachineRegistry;
  energy: Energy;
  startTraining(machine: Machine, request: TrainingRequest): Promise<TrainingJob>;
  now(): number;
};

export function baselineRoutes({ store: { models }, machineRegistry, energy, startTraining, now }: Deps) {
  const activeOf = async (machine: Machine) => (await models.active(machine.id))[0];

  return new Hono()
    .post(
      "/train",
      describeRoute({
        summary: "Learn a machine's energy baseline; the job answers at once and tells of itself as events",
      }),
      body(trainBody),
      async (c) => {
        const { machine_id, start_date, end_date, drivers, interval } = c.req.valid("json");
        const machine = machineRegistry.find(machine_id);
        if (!machine) return unknownMachine(c, machine_id);
        const to = end_date ?? now();
        const from = start_date ?? to - LEARNED_DAYS * DAY_MS;
        if (!isPeriod({ start: from, end: to })) {
          const message = `must be later than start_date, by ten years at most; got ${iso(from)} to ${iso(to)}`;
          return refuse(c, 400, `end_date: ${message}`, [{ field: "end_date", message }]);
        }
        const seconds = interval === "1hour" ? 3600 : 900;
        const job = await startTraining(machine, { from, to, seconds, drivers: drivers ?? null });
        return c.json(jobJson(job), 202);
      },
    )
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
            ...(include_explanation === "true" ? explained(model, energy) : {}),
          })),
        });
      },
    )
    .get("/model/:id", describeRoute({ summary: "One baseline in full" }), query(modelQuery), async (c) => {
      const model = await models.find(pathId(c));
      if (!model)
        return refuse(
          c,
          404,
          `There is no model ${JSON.stringify(pathId(c))}: GET /api/v1/baseline/models lists them`,
        );
      return c.json(modelJson(model, machineRegistry.find(model.machine_id), energy));
    })
    .get(
      "/deviation",
      describeRoute({ summary: "What a machine drew in a period against what its baseline expects" }),
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
    )
    .onError((error, c) => {
      if (error instanceof Conflict) return refuse(c, 409, error.message);
      throw error;
    });
}

function untrained(c: Context, machine: Machine) {
  return refuse(c, 404, `${machine.name} has no energy baseline yet: POST /api/v1/baseline/train learns one`);
}
