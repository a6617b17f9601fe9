import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { z } from "zod";
import { MACHINE_TYPES } from "../../domain/machine/machine";
import { metricSettingEntry, scopeOf } from "../../domain/machine/metric_settings";
import { byOf } from "../access/identify";
import { refuse, refuseConflict, unknownMachine } from "../error_response";
import { entryJson, type MetricSettingDeps, removeEntry, setEntry } from "../metric_setting_change";
import { body, query } from "../validation";

const place = z.strictObject({
  metric: z.string().min(1).max(80),
  machine_type: z.enum(MACHINE_TYPES).optional(),
  machine_id: z.string().optional(),
});

/** Labels, units, kinds, decimals and plausible ranges of metrics, in effect at once. */
export function metricSettingRoutes(deps: MetricSettingDeps) {
  const { metricSettings, machineRegistry } = deps;

  async function list() {
    await metricSettings.refresh();
    return { settings: metricSettings.entries().map(entryJson) };
  }

  return new Hono()
    .get("/", describeRoute({ summary: "What was set of metrics" }), async (c) => c.json(await list()))
    .put(
      "/",
      describeRoute({ summary: "Set a metric's label, unit, kind, decimals or plausible range" }),
      body(metricSettingEntry),
      async (c) => {
        const entry = c.req.valid("json");
        const isSet = await setEntry(deps, entry, byOf(c));
        return isSet ? c.json(await list()) : unknownMachine(c, entry.machine_id ?? "");
      },
    )
    .delete(
      "/",
      describeRoute({ summary: "Take back what was set of a metric" }),
      query(place),
      async (c) => {
        const { metric, machine_id, machine_type } = c.req.valid("query");
        const machine = machineRegistry.find(machine_id ?? "");
        if (machine_id !== undefined && !machine) return unknownMachine(c, machine_id);
        const scope = scopeOf({ machine_type, machine_id: machine?.id });
        if (!(await removeEntry(deps, scope, metric, byOf(c))))
          return refuse(c, 404, `Nothing is set of ${JSON.stringify(metric)} there`);
        return c.body(null, 204);
      },
    )
    .onError(refuseConflict);
}
