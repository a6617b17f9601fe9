import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import type { z } from "zod";
import { type Alarm, isOpen, JUST_OPENED } from "../../../domain/alarm/alarm";
import { iso } from "../../../domain/iso";
import type { Machine } from "../../../domain/machine/machine";
import { MAX_AHEAD_MS } from "../../../domain/machine/reading";
import type { DetectAnswer, DetectRequest } from "../../../judging/detect_period";
import type { MachineRegistry } from "../../../ingest/machine_registry";
import type { Store } from "../../../store/store";
import { byOf } from "../../access/identify";
import { unknownMachine } from "../../error_response";
import type { SiteConfig } from "../../page_context";
import { body } from "../../validation";
import { anomalyJson } from "../json/anomaly_json";
import { createBody, detectBody } from "./requests";

export type ReportDeps = {
  store: { alarms: Pick<Store["alarms"], "detected"> };
  machineRegistry: MachineRegistry;
  detect(request: DetectRequest): Promise<DetectAnswer>;
  siteConfig: Pick<SiteConfig, "warning">;
  newId(): string;
  now(): number;
};

/** Anomalies that are found on demand or reported by hand. */
export function reportRoutes(deps: ReportDeps) {
  const { store, machineRegistry, siteConfig, detect, newId, now } = deps;
  return new Hono()
    .post(
      "/detect",
      describeRoute({ summary: "Detect anomalies in a past period; each is announced" }),
      body(detectBody),
      async (c) => {
        const asked = c.req.valid("json");
        const machine = machineRegistry.find(asked.machine_id);
        if (!machine) return unknownMachine(c, asked.machine_id);
        const found = await detect({ machine, ...asked });
        const stored = await store.alarms.detected(found.alarms, byOf(c));
        return c.json(detectJson(machine, asked, found, stored));
      },
    )
    .post("/create", describeRoute({ summary: "Report an anomaly by hand" }), body(createBody), async (c) => {
      const asked = c.req.valid("json");
      const machine = machineRegistry.find(asked.machine_id);
      if (!machine) return unknownMachine(c, asked.machine_id);
      const at = now();
      const isAhead = asked.detected_at > at + MAX_AHEAD_MS;
      // As an event of another program: an alarm is shown whatever its stamp.
      const detected_at = isAhead ? at : asked.detected_at;
      const reported = manualAlarm(machine, { ...asked, detected_at }, newId(), at);
      const [stored = reported] = await store.alarms.detected([reported], byOf(c));
      const created = createdJson(stored, siteConfig.warning().bus === "ok");
      const mended = `detected_at: ${iso(asked.detected_at)} is more than 5 min ahead, read as the time of arrival`;
      return c.json(isAhead ? { ...created, mended: [mended] } : created, 201);
    });
}

function detectJson(
  machine: Machine,
  asked: z.output<typeof detectBody>,
  found: DetectAnswer,
  stored: readonly Alarm[],
) {
  return {
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
  };
}

/** A resolved anomaly is nobody's news; while the bus is away the others are announced later. */
function createdJson(alarm: Alarm, isBusThere: boolean) {
  return {
    success: true,
    anomaly_id: alarm.id,
    machine_name: alarm.machine_name,
    machine_type: alarm.machine_type,
    detected_at: iso(alarm.opened_at),
    severity: alarm.severity,
    anomaly_type: alarm.anomaly_type,
    websocket_published: isBusThere && isOpen(alarm),
  };
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
    ...JUST_OPENED,
    resolved_at: asked.is_resolved ? now : null,
  };
}
