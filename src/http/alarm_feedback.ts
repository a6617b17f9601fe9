import { type Context, Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { z } from "zod";
import { text } from "../words/text";
import type { Store } from "../store/store";
import { type Acknowledgement, acknowledgement } from "../domain/alarm/alarm";
import type { Machine } from "../domain/machine/machine";
import type { MachineRegistry } from "../ingest/machine_registry";
import { anomalyJson } from "./api/json/anomaly_json";
import { body, pathId } from "./validation";
import { refuse, unknownMachine } from "./error_response";
import { Conflict } from "../store/errors";

const OPEN_AT_MOST = 100;

const acceptance = z.strictObject({ by: acknowledgement.shape.by });

export type AlarmFeedbackDeps = {
  store: { alarms: Pick<Store["alarms"], "falseAlarm" | "acknowledge" | "list"> } & {
    events: Pick<Store["events"], "record">;
  };
  machineRegistry: MachineRegistry;
  /** Whether this server judges. */
  isLeader(): boolean;
  acceptAsNormal(machineId: string): Promise<"done" | "told" | "unreachable">;
  now(): number;
};

/** What people tell the judge: 200 when it has heard it, 202 when another server's judge is being told. */
export function alarmFeedbackRoutes(deps: AlarmFeedbackDeps) {
  const { machineRegistry, isLeader } = deps;
  return new Hono()
    .post(
      "/anomaly/:id/false-alarm",
      describeRoute({ summary: "Say that an anomaly was none: it is resolved, and the judge learns" }),
      body(acknowledgement),
      async (c) => {
        const alarm = await callFalse(deps, pathId(c), c.req.valid("json"));
        if (!alarm) return refuse(c, 404, `There is no anomaly ${JSON.stringify(pathId(c))}`);
        return c.json(anomalyJson(alarm), isLeader() ? 200 : 202);
      },
    )
    .post(
      "/machines/:id/accept-as-normal",
      describeRoute({ summary: "Say that what a machine has been doing is normal now" }),
      body(acceptance),
      async (c) => {
        const machine = machineRegistry.find(pathId(c));
        if (!machine) return unknownMachine(c, pathId(c));
        return acceptAsNormal(c, deps, machine, c.req.valid("json"));
      },
    )
    .onError((error, c) => {
      if (error instanceof Conflict) return refuse(c, 409, error.message);
      throw error;
    });
}

/** Resolves an alarm that was none; undefined when unknown. @throws {Conflict} when resolved. */
export function callFalse(
  { store, now }: Pick<AlarmFeedbackDeps, "store" | "now">,
  id: string,
  answer: Acknowledgement,
) {
  return store.alarms.falseAlarm(id, answer, now());
}

/** Whoever says that this is normal has seen the machine's alarms; that they said it goes into the log. */
export async function acceptAsNormal(
  c: Context,
  deps: AlarmFeedbackDeps,
  { id, name }: Machine,
  answer: Acknowledgement,
) {
  const { by } = answer;
  const accepted = await deps.acceptAsNormal(id);
  if (accepted === "unreachable") {
    c.header("Retry-After", "1");
    return refuse(c, 503, "Another server judges, and cannot be told while the event bus is away");
  }
  const { alarms, events } = deps.store;
  const open = await alarms.list({ machineIds: [id], states: ["new", "cleared"], limit: OPEN_AT_MOST });
  for (const alarm of open) {
    if (alarm.origin === "live") await alarms.acknowledge(alarm.id, answer, deps.now()).catch(unlessResolved);
  }
  const message = text.alarms.acceptedBy(by, name);
  const details = { machine_id: id, by };
  await events.record([
    { event_type: "system_alert", alert_type: "accepted_as_normal", severity: "info", message, details },
  ]);
  return c.json({ machine_id: id, accepted_by: by }, accepted === "done" ? 200 : 202);
}

/** Somebody else, or the judge, was quicker. */
function unlessResolved(error: unknown) {
  if (!(error instanceof Conflict)) throw error;
}
