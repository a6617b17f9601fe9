import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { z } from "zod";
import type { MachineRegistry } from "../../ingest/machine_registry";
import type { Plant } from "../../simulator/plant";
import { orElse } from "../../domain/lenient_schema";
import { subjectOf } from "../../domain/audit/actions";
import type { Store } from "../../store/store";
import { byOf } from "../access/identify";
import { body, pathId } from "../validation";
import { refuse, unknownMachine } from "../error_response";

const faultBody = z.strictObject({
  anomaly_type: z.string().max(80),
  duration_seconds: orElse(z.number().min(10).max(3600), 300),
  severity: orElse(z.number().min(1).max(5), 1.5),
});

type Deps = {
  plant: Plant;
  machineRegistry: MachineRegistry;
  store: Pick<Store, "audit">;
  active(): readonly string[];
  now(): number;
};

/** Injects faults into the simulated plant. */
export function simulatorRoutes({ plant, machineRegistry, store, active, now }: Deps) {
  return new Hono()
    .get(
      "/machines",
      describeRoute({ summary: "The simulated machines and what can go wrong with them" }),
      (c) =>
        c.json(active().map((id) => ({ id, name: machineRegistry.find(id)?.name, faults: plant.kinds(id) }))),
    )
    .post(
      "/machines/:id/anomaly",
      describeRoute({ summary: "Let something go wrong with a simulated machine" }),
      body(faultBody),
      async (c) => {
        const machine = machineRegistry.find(pathId(c));
        if (!machine) return unknownMachine(c, pathId(c));
        if (!active().includes(machine.id)) return refuse(c, 409, `${machine.name} is not simulated now`);
        const { anomaly_type, duration_seconds, severity } = c.req.valid("json");
        const [from, to] = [now(), now() + duration_seconds * 1000];
        const data = { machine_id: machine.id, anomaly_type, duration_seconds, severity };
        // The plant is in memory alone: the entry first, so that nothing goes wrong that is not in the log.
        if (plant.kinds(machine.id).includes(anomaly_type)) {
          const subject = subjectOf("machine", machine.id);
          const change = { action: "simulator.fault", subject, before: null, after: data } as const;
          await store.audit.record({ ...byOf(c), ...change });
        }
        try {
          plant.inject({ machine_id: machine.id, kind: anomaly_type, severity, from, to });
        } catch (error) {
          if (error instanceof RangeError) return refuse(c, 400, error.message, [{ field: "anomaly_type" }]);
          throw error;
        }
        return c.json({
          success: true,
          message: `${machine.name} has ${anomaly_type} for ${duration_seconds} s`,
          data,
        });
      },
    );
}
