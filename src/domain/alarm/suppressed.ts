import { z } from "zod";
import { iso } from "../iso";

/** Why alarms call nobody for a while: put aside by an operator, out of service, or in maintenance. */
export const SUPPRESSION_KINDS = ["shelved", "out_of_service", "maintenance"] as const;
export type SuppressionKind = (typeof SUPPRESSION_KINDS)[number];

/** That an alarm calls nobody, by which suppression and until when (epoch milliseconds). Its life goes on beneath. */
export type Suppressed = {
  id: string;
  kind: SuppressionKind;
  until: number | null;
  /** Who suppressed it, by the name that stands on screens. */
  by: string | null;
  /** The person, token or screen that `by` names; absent when the name was only given. */
  by_id?: string;
};

const sent = z.object({
  id: z.string().max(80),
  kind: z.enum(SUPPRESSION_KINDS),
  until: z.iso.datetime({ offset: true }).nullable(),
  by: z.string().nullable(),
  by_id: z.string().optional(),
});

/** As events and the API carry it. */
export function suppressedField({ id, kind, until, by, by_id }: Suppressed) {
  return { id, kind, until: iso(until), by, ...(by_id === undefined ? {} : { by_id }) };
}

/** As an event carries it; undefined when it does not, or not so that it can be read. */
export function suppressedIn(field: unknown): Suppressed | undefined {
  const { success, data } = sent.safeParse(field);
  if (!success) return undefined;
  const { until, ...same } = data;
  return { ...same, until: until === null ? null : Date.parse(until) };
}
