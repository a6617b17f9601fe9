import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { iso } from "../../../domain/iso";
import { DAY_MS } from "../../../domain/time_units";
import { LEARNED_DAYS } from "../../../domain/training/baseline";
import type { MachineRegistry } from "../../../ingest/machine_registry";
import type { TrainingScheduler } from "../../../training/scheduler";
import { byOf } from "../../access/identify";
import { refuse, unknownMachine } from "../../error_response";
import { body } from "../../validation";
import { jobJson } from "../json/training_json";
import { isPeriod, trainBody } from "./requests";

export type TrainDeps = Pick<TrainingScheduler, "startTraining"> & {
  machineRegistry: MachineRegistry;
  now(): number;
};

export function trainRoutes({ machineRegistry, startTraining, now }: TrainDeps) {
  return new Hono().post(
    "/train",
    describeRoute({
      summary:
        "Train a machine's energy baseline; answers at once with a job, whose progress comes as events",
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
      const job = await startTraining(machine, { from, to, seconds, drivers: drivers ?? null }, byOf(c));
      return c.json(jobJson(job), 202);
    },
  );
}
