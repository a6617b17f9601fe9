import { z } from "zod";
import { type Alarm, ALARM_ORIGINS, ALARM_STATES, contributor, isSystemAlarm, type Priority } from "./alarm";
import { causeIn } from "./cause";
import type { AnomalyDetected, AnomalyUpdated } from "../event";
import { mendedIn } from "../event_mending";
import { suppressedIn } from "./suppressed";

// The fields of an alarm in an event, each as far as it is well-formed: other programs send events too.

export const millis = (time: unknown) => {
  const at = typeof time === "string" ? Date.parse(time) : NaN;
  return Number.isNaN(at) ? null : at;
};
export const text = (value: unknown) => (typeof value === "string" ? value : null);
export const number = (value: unknown) => (typeof value === "number" ? value : null);

/** Who is known to have answered. */
export function knownOf({ acknowledged_by_id, resolved_by_id }: AnomalyDetected | AnomalyUpdated) {
  return {
    ...(typeof acknowledged_by_id === "string" ? { acknowledged_by_id } : {}),
    ...(typeof resolved_by_id === "string" ? { resolved_by_id } : {}),
  };
}

export function assignedOf({
  assigned_to,
  assigned_to_id,
  acknowledged_until,
}: AnomalyDetected | AnomalyUpdated) {
  const until = millis(acknowledged_until);
  return {
    ...(typeof assigned_to === "string" ? { assigned_to } : {}),
    ...(typeof assigned_to_id === "string" ? { assigned_to_id } : {}),
    ...(until === null ? {} : { acknowledged_until: until }),
  };
}

/** What a system alert that stands is known by. */
export function alertOf({
  alert_type,
  alert_key,
  origin,
}: AnomalyDetected | AnomalyUpdated): Pick<Alarm, "alert_type" | "alert_key"> {
  if (!isSystemAlarm({ origin: originOf(origin) }) || typeof alert_type !== "string") return {};
  return { alert_type, ...(typeof alert_key === "string" && alert_key !== "" ? { alert_key } : {}) };
}

/** The origins of our own alarms, which have a cause. */
const OURS: ReadonlySet<Alarm["origin"]> = new Set(["live", "detect", "system"]);

export function suppressedOf(event: AnomalyDetected | AnomalyUpdated): Pick<Alarm, "suppressed"> {
  const suppressed = event.suppressed === undefined ? undefined : suppressedIn(event.suppressed);
  return suppressed ? { suppressed } : {};
}
/** The place of an alarm among others. */
export function groupedOf(event: AnomalyDetected | AnomalyUpdated) {
  const { follows_id, priority, repeats, chattering, episode_id } = event;
  const known = PRIORITIES.find((each) => each === priority);
  return {
    ...(typeof follows_id === "string" ? { follows_id } : {}),
    ...(known === undefined ? {} : { priority: known }),
    ...(typeof repeats === "number" ? { repeats } : {}),
    ...(typeof chattering === "number" ? { chattering } : {}),
    ...(typeof episode_id === "string" ? { episode_id } : {}),
  };
}

const PRIORITIES = [1, 2, 3, 4] as const satisfies Priority[];

/** Only of our own alarms: under this name another program may send anything. */
export function causeOf(event: AnomalyDetected | AnomalyUpdated): Pick<Alarm, "cause"> {
  const cause = OURS.has(originOf(event.origin)) ? causeIn(event.cause) : undefined;
  return cause ? { cause } : {};
}

const contributors = z.array(contributor);

/** Only well-formed contributors: another program may send anything under this name. */
export function contributorsOf(sent: unknown): Pick<Alarm, "contributors"> {
  if (sent === undefined) return {};
  const parsed = contributors.safeParse(sent);
  return parsed.success ? { contributors: parsed.data } : {};
}

/** As another program's event says it, or as the alarm that it became. */
export function mendedOf(event: AnomalyDetected | AnomalyUpdated): Pick<Alarm, "mended"> {
  const mended = mendedIn({ details: { mended: event.mended } });
  const said = mended.length > 0 ? mended : mendedIn(event);
  return said.length > 0 ? { mended: said } : {};
}

export function stateOf(state: unknown): Alarm["state"] {
  return ALARM_STATES.find((known) => known === state) ?? "new";
}

export function originOf(origin: unknown): Alarm["origin"] {
  return ALARM_ORIGINS.find((known) => known === origin) ?? "foreign";
}
