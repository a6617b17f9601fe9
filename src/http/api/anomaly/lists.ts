import { type Context, Hono } from "hono";
import { describeRoute } from "hono-openapi";
import type { Alarm, Severity } from "../../../domain/alarm/alarm";
import { iso } from "../../../domain/iso";
import { DAY_MS } from "../../../domain/time_units";
import type { AlarmQuery } from "../../../store/alarms/alarm_store";
import type { PlantState } from "../../../live/state/plant_state";
import type { Store } from "../../../store/store";
import { type AskedMachinesDeps, machinesOf } from "../../asked_machines";
import { unknownMachine } from "../../error_response";
import { query } from "../../validation";
import { anomalyJson } from "../json/anomaly_json";
import { activeQuery, recentQuery, searchQuery } from "./requests";

const ACTIVE_AT_MOST = 1000;
const OPEN = ["new", "acknowledged", "cleared"] as const;
const CLOSED = ["resolved"] as const;
/** A finding of the past is not resolved until somebody says so, and no open alarm either. */
const NOT_CLOSED = [...OPEN, "finding"] as const;

export type ListDeps = AskedMachinesDeps & {
  store: { alarms: Pick<Store["alarms"], "list"> };
  plantState: Pick<PlantState, "shown">;
  now(): number;
};

export function listRoutes(deps: ListDeps) {
  const {
    store: { alarms },
    plantState,
    now,
  } = deps;
  const jsonOf = (alarm: Alarm) => anomalyJson(plantState.shown(alarm, now()));
  /** Answers a list with its filters. */
  const listed = async (
    c: Context,
    filters: { machine_id?: string[]; [name: string]: unknown },
    query: AlarmQuery,
  ) => {
    const machines = await machinesOf(deps, filters.machine_id ?? []);
    if ("unknown" in machines) return unknownMachine(c, machines.unknown);
    const asked = { ...query, machineIds: machines.ids };
    const [total_count, rows] = await Promise.all([alarms.count(asked), alarms.list(asked)]);
    return c.json({ total_count, filters, anomalies: rows.map(jsonOf) });
  };

  return new Hono()
    .get("/recent", describeRoute({ summary: "The newest anomalies" }), query(recentQuery), (c) => {
      const { machine_id, severity, start_time, end_time, limit } = c.req.valid("query");
      const from = start_time ?? now() - 7 * DAY_MS;
      const filters = { machine_id, severity, start_time: iso(from), end_time: end_time && iso(end_time) };
      const time_window = start_time || end_time ? "custom" : "last 7 days";
      return listed(c, { ...filters, time_window }, { severity, from, to: end_time, limit });
    })
    .get("/search", describeRoute({ summary: "Search all anomalies" }), query(searchQuery), (c) => {
      const { machine_id, severity, start_date, end_date, is_resolved, limit } = c.req.valid("query");
      const from = start_date ?? now() - 30 * DAY_MS;
      const states = is_resolved === undefined ? undefined : is_resolved ? CLOSED : NOT_CLOSED;
      const dates = { start_date: iso(from), end_date: end_date && iso(end_date) };
      const filters = { machine_id, severity, ...dates, is_resolved };
      return listed(c, filters, { severity, from, to: end_date, states, limit });
    })
    .get(
      "/active",
      describeRoute({ summary: "Every open anomaly that is not suppressed" }),
      query(activeQuery),
      async (c) => {
        const { machine_id } = c.req.valid("query");
        const machines = await machinesOf(deps, machine_id ?? []);
        if ("unknown" in machines) return unknownMachine(c, machines.unknown);
        const asked = { machineIds: machines.ids, states: OPEN, suppressed: false };
        const countOf = (severity: Severity) => alarms.count({ ...asked, severity });
        const [rows, critical, warning, normal] = await Promise.all([
          alarms.list({ ...asked, limit: ACTIVE_AT_MOST }),
          countOf("critical"),
          countOf("warning"),
          countOf("normal"),
        ]);
        return c.json({
          total_count: critical + warning + normal,
          by_severity: { critical, warning, normal, info: 0 },
          anomalies: rows.map(jsonOf),
        });
      },
    );
}
