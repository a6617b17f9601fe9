import { type Context, Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { z } from "zod";
import type { Store } from "../store/store";
import { type Acknowledgement, answer } from "../domain/alarm/answer";
import type { Machine } from "../domain/machine/machine";
import type { MachineRegistry } from "../ingest/machine_registry";
import type { Judging } from "../judging/judging";
import { anomalyJson } from "./api/json/anomaly_json";
import { body, pathId } from "./validation";
import { answeringAs } from "./access/answering_as";
import { subjectOf } from "../domain/audit/actions";
import { byOf } from "./access/identify";
import { nameMissing, refuse, unknownMachine, refuseConflict } from "./error_response";
import { Conflict } from "../store/errors";

const OPEN_AT_MOST = 100;

const acceptance = z.strictObject({ by: answer.shape.by });

export type AlarmFeedbackDeps = {
  store: { alarms: Pick<Store["alarms"], "falseAlarm" | "acknowledge" | "list"> } & {
    events: Pick<Store["events"], "record">;
  };
  machineRegistry: MachineRegistry;
  /** Whether this server judges. */
  isLeader(): boolean;
  acceptAsNormal: Judging["acceptAsNormal"];
  now(): number;
};

/**
 * People's feedback to the monitor: 200 when this server judges, 202 when it is passed on to the one that
 * does.
 */
export function alarmFeedbackRoutes(deps: AlarmFeedbackDeps) {
  const { store, machineRegistry, isLeader, now } = deps;
  return new Hono()
    .post(
      "/anomaly/:id/false-alarm",
      describeRoute({ summary: "Report a false alarm: it is resolved, and the monitor learns from it" }),
      body(answer),
      async (c) => {
        const { by, note } = c.req.valid("json");
        const who = answeringAs(c, by);
        if (!who) return nameMissing(c);
        const alarm = await store.alarms.falseAlarm(pathId(c), { ...who, note }, now(), byOf(c));
        if (!alarm) return refuse(c, 404, `There is no anomaly ${JSON.stringify(pathId(c))}`);
        return c.json(anomalyJson(alarm), isLeader() ? 200 : 202);
      },
    )
    .post(
      "/machines/:id/accept-as-normal",
      describeRoute({ summary: "Accept a machine's present behaviour as normal" }),
      body(acceptance),
      async (c) => {
        const machine = machineRegistry.find(pathId(c));
        if (!machine) return unknownMachine(c, pathId(c));
        const who = answeringAs(c, c.req.valid("json").by);
        return who ? acceptAsNormal(c, deps, machine, who) : nameMissing(c);
      },
    )
    .onError(refuseConflict);
}

/**
 * Accepts the machine's present behaviour as normal, acknowledges its open alarms and records who said so: before the
 * monitor learns it, for what it has learned cannot be taken back when nothing could be recorded.
 */
export async function acceptAsNormal(
  c: Context,
  deps: AlarmFeedbackDeps,
  { id, name }: Machine,
  answer: Acknowledgement,
) {
  const { by, by_id } = answer;
  const known = by_id === undefined ? {} : { by_id };
  const { alarms, events } = deps.store;
  const whose = byOf(c);
  const cause = { kind: "accepted_as_normal", by, machine: name } as const;
  const details = { machine_id: id, by, ...known };
  const alert = {
    event_type: "system_alert",
    alert_type: cause.kind,
    severity: "info",
    cause,
    details,
  } as const;
  const accepted = await deps.acceptAsNormal(id, (judged) =>
    events.record([alert], {
      ...whose,
      action: "machine.accept_as_normal",
      subject: subjectOf("machine", id),
      before: null,
      after: { by, ...known, judged },
    }),
  );
  if (accepted === "unreachable") {
    c.header("Retry-After", "1");
    return refuse(c, 503, "Cannot reach the server that monitors this machine: the event bus is unavailable");
  }
  const open = await alarms.list({ machineIds: [id], states: ["new", "cleared"], limit: OPEN_AT_MOST });
  for (const alarm of open) {
    if (alarm.origin === "live")
      await alarms.acknowledge(alarm.id, answer, deps.now(), whose).catch(unlessResolved);
  }
  return c.json({ machine_id: id, accepted_by: by }, accepted === "done" ? 200 : 202);
}

/** Somebody else, or the monitor, was quicker. */
function unlessResolved(error: unknown) {
  if (!(error instanceof Conflict)) throw error;
}
