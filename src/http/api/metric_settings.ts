import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { z } from "zod";
import { MACHINE_TYPES } from "../../domain/machine/machine";
import { metricSettingEntry, scopeOf } from "../../domain/machine/metric_settings";
import { refuse, refuseConflict, unknownMachine } from "../error_response";
import { entryJson, type MetricSettingDeps, setEntries } from "../metric_setting_change";
import { body, query } from "../validation";

const ENTRIES_AT_MOST = 500;
const entries = z.union([metricSettingEntry, z.array(metricSettingEntry).min(1).max(ENTRIES_AT_MOST)]);
const place = z.strictObject({
  metric: z.string().min(1).max(80),
  machine_type: z.enum(MACHINE_TYPES).optional(),
  machine_id: z.string().optional(),
});

/** Labels, units, kinds, decimals and plausible ranges of metrics, in effect at once. */
export function metricSettingRoutes(deps: MetricSettingDeps) {
  const { metricSettings, machineRegistry, onMetricSettings } = deps;

  async function list() {
    await metricSettings.refresh();
    return { settings: metricSettings.entries().map(entryJson) };
  }

  return new Hono()
    .get("/", describeRoute({ summary: "What was set of metrics" }), async (c) => c.json(await list()))
    .put(
      "/",
      describeRoute({ summary: "Set a metric's label, unit, kind, decimals or plausible range" }),
      body(entries),
      async (c) => {
        const unknown = await setEntries(deps, [c.req.valid("json")].flat());
        return unknown === undefined ? c.json(await list()) : unknownMachine(c, unknown);
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
        if (!(await metricSettings.remove(scope, metric)))
          return refuse(c, 404, `Nothing is set of ${JSON.stringify(metric)} there`);
        onMetricSettings();
        return c.body(null, 204);
      },
    )
    .onError(refuseConflict);
}
