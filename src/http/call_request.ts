import type { Context } from "hono";
import { z } from "zod";
import { acknowledgement, NOTE_AT_MOST } from "../domain/alarm/answer";
import type { Step } from "../domain/call/call";
import { type CallType, USUAL_CALL_TYPES } from "../domain/call/call_type";
import { omittable } from "../domain/lenient_schema";
import { DAY_MS } from "../domain/time_units";
import type { MachineRegistry } from "../ingest/machine_registry";
import type { SiteCache } from "../site/site_cache";
import type { NewCall } from "../store/calls/calls";
import { answeringAs } from "./access/answering_as";
import { moment } from "./validation";

/** A call that was kept while there was no server is believed to have been made so long ago at most. */
const KEPT_AT_MOST_MS = DAY_MS;

/** A call as it is sent. */
export const callBody = z.strictObject({
  type: z.string().max(80),
  /** By id or name; areas by id, path, or unique name. */
  machine: omittable(z.string()),
  area: omittable(z.string()),
  /** Made where it was pressed, so that sending it twice makes one call. */
  id: omittable(z.uuid()),
  /** When it was pressed, where it could not be sent at once. */
  at: omittable(moment),
  by: omittable(acknowledgement.shape.by),
  note: omittable(z.string().trim().max(NOTE_AT_MOST)),
});
export type CallRequest = z.output<typeof callBody>;

export type CallPlaces = {
  machineRegistry: Pick<MachineRegistry, "find" | "all">;
  site: Pick<SiteCache, "areas">;
};

type Asking = { by: string | null; by_id: string | null; now: number; newId(): string };
type Wrong = { problem: string } | { unknown: "machine" | "area" | "type" };

/** The call that is asked for, or what is wrong with it; `unknown`: there is no such machine, area or type. */
export function callOf(
  sent: CallRequest,
  { machineRegistry, site }: CallPlaces,
  { by, by_id, now, newId }: Asking,
): NewCall | Wrong {
  if (Boolean(sent.machine) === Boolean(sent.area)) return { problem: "Name a machine, or an area" };
  if (!callTypes().some(({ id }) => id === sent.type)) return { unknown: "type" };
  const machine = sent.machine ? machineRegistry.find(sent.machine) : undefined;
  const area = sent.area ? site.areas().find(sent.area) : undefined;
  if (sent.machine && !machine?.is_active) return { unknown: "machine" };
  if (sent.area && !area) return { unknown: "area" };
  const place = machine
    ? { machine_id: machine.id, area_id: null }
    : { machine_id: null, area_id: area?.id ?? "" };
  const at = Math.min(now, Math.max(sent.at ?? now, now - KEPT_AT_MOST_MS));
  return {
    ...place,
    id: sent.id ?? newId(),
    type: sent.type,
    opened: { at, by, by_id },
    note: sent.note ?? null,
  };
}

/** Who calls: nobody has to say. @param given the name that was sent */
export function callerOf(c: Context, given: string | undefined): Pick<Step, "by" | "by_id"> {
  const who = answeringAs(c, given);
  return { by: who?.by ?? null, by_id: who?.by_id ?? null };
}

/** The types that can be called. */
export const callTypes = (): readonly CallType[] => USUAL_CALL_TYPES;
