import { z } from "zod";

/** Texts and numbers that may be absent, and a time, in ISO 8601 with or without a zone. */
export const maybeText = z.string().max(4000).nullish();
export const maybeNumber = z.number().nullish();
export const time = z.iso.datetime({ offset: true, local: true });

/** The fields that every event has. Unknown fields are kept and passed on. */
export const envelope = {
  event_id: z.string().max(80).optional(),
  id: z.string().max(80).optional(),
  published_at: z.iso.datetime({ offset: true, local: true }).optional(),
};
