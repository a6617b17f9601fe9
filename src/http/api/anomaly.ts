import { type Context, Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { z } from "zod";
import type { AlarmQuery, Store } from "../../store/store";
import { type Alarm, acknowledgement, SEVERITIES } from "../../domain/alarm/alarm";
import type { Machine } from "../../domain/machine/machine";
import type { MachineRegistry } from "../../ingest/machine_registry";
import { anomalyJson } from "./json/anomaly_json";
import { body, count, machineIds, moment, pathId, query } from "../validation";
import { refuse, unknownMachine } from "../error_response";
import { Conflict } from "../../store/errors";
import { DAY_MS } from "../../domain/time_units";
import { iso } from "../../domain/iso";

/** What is asked of the detection room. Periods in epoch milliseconds. */
export type DetectRequest = {
  machine: Machine;
  start: number;
  end: number;
  contamination: number;
  /** Whether what the energy baseline leaves unexplained is judged too, where there is one. */
  use_baseline: boolean;
};
export type DetectAnswer = {
  alarms: Alarm[];
  total_data_points: number;
  fitted_on: string;
  baseline_model_version: number | null;
};

const severity = z.enum(SEVERITIES);
const detectBody = z
  .strictObject({
    machine_id: z.string(),
    start: moment,
    end: moment,
    contamination: z.number().gt(0).max(0.5).default(0.1),
    use_baseline: z.boolean().default(true),
  })
  .refine(({ start, end }) => start < end, { path: ["end"], error: "must be later than start" });

const createBody = z.strictObject({
  machine_id: z.string(),
  detected_at: moment,
  anomaly_type: z.enum(["spike", "drop", "drift", "unknown"]),
  severity,
  metric_name: z.string().max(80).nullish(),
  metric_value: z.number().nullish(),
  expected_value: z.number().nullish(),
  deviation_percent: z.number().nullish(),
  confidence_score: z.number().min(0).max(1).default(0.85),
  is_resolved: z.boolean().default(false),
});

const recentQuery = z.strictObject({
  machine_id: machineIds,
  severity: severity.optional(),
  start_time: moment.optional(),
  end_time: moment.optional(),
  limit: count(200, 50),
});
const searchQuery = z.strictObject({
  machine_id: machineIds,
  severity: severity.optional(),
  start_date: moment.optional(),
  end_date: moment.optional(),
  is_resolved: z.enum(["true", "false"]).optional(),
  limit: count(500, 100),
});
const activeQuery = z.strictObject({ machine_id: machineIds });
const resolveQuery = z.strictObject({
  by: acknowledgement.shape.by.optional(),
  resolution_notes: z.string().max(2000).optional(),
});

type Deps = {
  store: Pick<Store, "alarms">;
  machineRegistry: MachineRegistry;
  detect(request: DetectRequest): Promise<DetectAnswer>;
  newId(): string;
  now(): number;
};

export function anomalyRoutes({ store: { alarms }, machineRegistry, detect, newId, now }: Deps) {
  /** The rows that a query asks for, with what it asked. */
  const listed = async (c: Context, filters: Record<string, unknown>, asked: AlarmQuery) => {
    const [total_count, rows] = await Promise.all([alarms.count(asked), alarms.list(asked)]);
    return c.json({ total_count, filters, anomalies: rows.map(anomalyJson) });
  };

  return new Hono()
    .post(
      "/detect",
      describeRoute({ summary: "Look for anomalies in a period; each one found is announced" }),
      body(detectBody),
      async (c) => {
        const asked = c.req.valid("json");
        const machine = machineRegistry.find(asked.machine_id);
        if (!machine) return unknownMachine(c, asked.machine_id);
        const found = await detect({ machine, ...asked });
        const stored = await alarms.detected(found.alarms);
        return c.json({
          machine_id: machine.id,
          machine_name: machine.name,
          detection_period: { start: iso(asked.start), end: iso(asked.end) },
          baseline_model_version: found.baseline_model_version,
          total_data_points: found.total_data_points,
          fitted_on: found.fitted_on,
          anomalies_detected: stored.length,
          anomalies_saved: stored.filter(({ id }, i) => id === found.alarms[i]?.id).length,
          contamination: asked.contamination,
          anomalies: stored.map(anomalyJson),
        });
      },
    )
    .post("/create", describeRoute({ summary: "Report an anomaly by hand" }), body(createBody), async (c) => {
      const asked = c.req.valid("json");
      const machine = machineRegistry.find(asked.machine_id);
      if (!machine) return unknownMachine(c, asked.machine_id);
      const [alarm] = await alarms.detected([manualAlarm(machine, asked, newId(), now())]);
      return c.json(
        {
          success: true,
          anomaly_id: alarm!.id,
          machine_name: machine.name,
          machine_type: machine.type,
          detected_at: iso(asked.detected_at),
          severity: alarm!.severity,
          anomaly_type: alarm!.anomaly_type,
          websocket_published: true,
        },
        201,
      );
    })
    .get("/recent", describeRoute({ summary: "The newest anomalies" }), query(recentQuery), (c) => {
      const { machine_id, severity, start_time, end_time, limit } = c.req.valid("query");
      const from = start_time ?? now() - 7 * DAY_MS;
      const filters = { machine_id, severity, start_time: iso(from), end_time: end_time && iso(end_time) };
      const time_window = start_time || end_time ? "custom" : "last 7 days";
      const asked = { machineIds: machine_id, severity, from, to: end_time, limit };
      return listed(c, { ...filters, time_window }, asked);
    })
    .get("/search", describeRoute({ summary: "Search all anomalies" }), query(searchQuery), (c) => {
      const { machine_id, severity, start_date, end_date, is_resolved, limit } = c.req.valid("query");
      const from = start_date ?? now() - 30 * DAY_MS;
      const states = is_resolved === undefined ? undefined : is_resolved === "true" ? CLOSED : OPEN;
      const filters = {
        machine_id,
        severity,
        start_date: iso(from),
        end_date: end_date && iso(end_date),
        is_resolved,
      };
      return listed(c, filters, { machineIds: machine_id, severity, from, to: end_date, states, limit });
    })
    .get("/active", describeRoute({ summary: "Every open anomaly" }), query(activeQuery), async (c) => {
      const { machine_id } = c.req.valid("query");
      const asked = { machineIds: machine_id, states: OPEN };
      const by = (severity: (typeof SEVERITIES)[number]) => alarms.count({ ...asked, severity });
      const [rows, critical, warning, normal] = await Promise.all([
        alarms.list({ ...asked, limit: ACTIVE_AT_MOST }),
        by("critical"),
        by("warning"),
        by("normal"),
      ]);
      const by_severity = { critical, warning, normal, info: 0 };
      return c.json({
        total_count: critical + warning + normal,
        by_severity,
        anomalies: rows.map(anomalyJson),
      });
    })
    .put("/:id/resolve", describeRoute({ summary: "Close by hand" }), query(resolveQuery), async (c) => {
      const { by, resolution_notes: note } = c.req.valid("query");
      const alarm = await alarms.resolve(pathId(c), { by, note }, now());
      if (!alarm) return unknownAnomaly(c);
      return c.json(anomalyJson(alarm));
    })
    .post(
      "/:id/acknowledge",
      describeRoute({ summary: "Say that somebody has seen it" }),
      body(acknowledgement),
      async (c) => {
        const alarm = await alarms.acknowledge(pathId(c), c.req.valid("json"), now());
        if (!alarm) return unknownAnomaly(c);
        return c.json(anomalyJson(alarm));
      },
    )
    .onError((error, c) => {
      if (error instanceof Conflict) return refuse(c, 409, error.message);
      throw error;
    });
}

const ACTIVE_AT_MOST = 1000;
const OPEN = ["new", "acknowledged", "cleared"] as const;
const CLOSED = ["resolved"] as const;

function unknownAnomaly(c: Context) {
  return refuse(
    c,
    404,
    `There is no anomaly ${JSON.stringify(pathId(c))}: GET /api/v1/anomaly/recent lists them`,
  );
}

function manualAlarm(machine: Machine, asked: z.output<typeof createBody>, id: string, now: number): Alarm {
  return {
    id,
    machine_id: machine.id,
    machine_name: machine.name,
    machine_type: machine.type,
    state: asked.is_resolved ? "resolved" : "new",
    severity: asked.severity,
    anomaly_type: asked.anomaly_type,
    metric: asked.metric_name ?? null,
    value: asked.metric_value ?? null,
    expected_value: asked.expected_value ?? null,
    unit: null,
    deviation_percent: asked.deviation_percent ?? null,
    deviation_sd: null,
    score: asked.confidence_score,
    peak_score: asked.confidence_score,
    detection_method: "manual",
    reason: null,
    origin: "manual",
    opened_at: asked.detected_at,
    updated_at: now,
    cleared_at: null,
    resolved_at: asked.is_resolved ? now : null,
    acknowledged_at: null,
    acknowledged_by: null,
    note: null,
  };
}
