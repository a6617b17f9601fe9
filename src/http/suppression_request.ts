import { z } from "zod";
import type { NewSuppression } from "../alarms/suppression/suppression";
import { acknowledgement, NOTE_AT_MOST } from "../domain/alarm/answer";
import { omittable } from "../domain/lenient_schema";
import { weeklySpan } from "../domain/site/weekly";
import { DAY_MS } from "../domain/time_units";
import type { MachineRegistry } from "../ingest/machine_registry";
import type { SiteCache } from "../site/site_cache";
import { text } from "../words/text";
import { moment } from "./validation";

const words = text.suppression.problem;
const MOST_MS = 2 * 366 * DAY_MS;

/** A machine or metric that is taken out of service, or a time in maintenance, as it is sent. */
export const suppressionBody = z.strictObject({
  kind: z.enum(["out_of_service", "maintenance"]),
  /** By id or name; areas by id, path, or unique name. */
  machine: omittable(z.string()),
  area: omittable(z.string()),
  metric: omittable(z.string().trim().min(1).max(120)),
  from: omittable(moment),
  until: omittable(moment),
  weekly: omittable(weeklySpan),
  reason: omittable(z.string().trim().max(NOTE_AT_MOST)),
  by: omittable(acknowledgement.shape.by),
});
export type SuppressionRequest = z.output<typeof suppressionBody>;

type Places = {
  machineRegistry: Pick<MachineRegistry, "find">;
  site: Pick<SiteCache, "areas">;
};

/** Who asks, when, and by which clock weekly times are. */
type Asking = { by: string; by_id?: string; at: number; timezone: string };

/** What is asked for, or what is wrong with it; `unknown`: there is no such machine or area. */
export function suppressionOf(
  sent: SuppressionRequest,
  { machineRegistry, site }: Places,
  { by, by_id, at, timezone }: Asking,
): NewSuppression | { problem: string } | { unknown: "machine" | "area" } {
  const problem = problemOf(sent, at);
  if (problem) return { problem };
  const { kind, metric = null, from = at, until = null, weekly = null, reason = null } = sent;
  const machine = sent.machine ? machineRegistry.find(sent.machine) : undefined;
  const area = sent.area ? site.areas().find(sent.area) : undefined;
  if (sent.machine && !machine) return { unknown: "machine" };
  if (sent.area && !area) return { unknown: "area" };
  return {
    ...{ kind, metric, until, weekly, timezone, reason: reason || null, by, by_id: by_id ?? null },
    machine_id: machine?.id ?? null,
    area_id: area?.id ?? null,
    anomaly_type: null,
    begins_at: from,
  };
}

function problemOf(
  { kind, machine, area, from, until, weekly, reason }: SuppressionRequest,
  at: number,
): string | undefined {
  if (Boolean(machine) === Boolean(area)) return words.where;
  if (kind === "out_of_service") {
    if (!machine || weekly) return words.machine;
    if (!reason) return words.reason;
  }
  if (until === undefined && !weekly) return words.until;
  if (until !== undefined && until <= (from ?? at)) return until <= at ? words.past : words.order;
  if (until !== undefined && until <= at) return words.past;
  return Math.max(until ?? at, from ?? at) - at > MOST_MS ? words.tooLong : undefined;
}
