import type { Context } from "hono";
import { validator } from "hono-openapi";
import { z } from "zod";
import { refuse } from "./refusal";

type Checked = { success: boolean; error?: readonly unknown[] };

/** Lets a JSON body through that fits the schema; otherwise 400 naming each field. */
export const body = <S extends z.ZodType>(schema: S) => validator("json", schema, refuseUnfit);

/** The same for the query of a URL. */
export const query = <S extends z.ZodType>(schema: S) => validator("query", schema, refuseUnfit);

function refuseUnfit(result: Checked, c: Context) {
  if (result.success) return;
  const details = (result.error ?? []).map((issue) => describe(issue as z.core.$ZodIssue));
  return refuse(c, 400, details.map(({ field, message }) => `${field}: ${message}`).join("; "), details);
}

function describe(issue: z.core.$ZodIssue) {
  const unknown = issue.code === "unrecognized_keys" ? issue.keys.join(", ") : undefined;
  const field = unknown ?? (issue.path.join(".") || "body");
  return { field: String(field), message: unknown ? "is not a known field" : issue.message };
}

/** A moment as programs send it: ISO 8601 with its zone. Output in epoch milliseconds. */
export const moment = z.iso
  .datetime({ offset: true, error: "must be a time with a zone, like 2026-11-23T10:00:00Z" })
  .transform((text) => Date.parse(text));

/** A number in a query, where everything is text. */
export const count = (most: number, usual: number) => z.coerce.number().int().min(1).max(most).default(usual);

/** One machine or several: `machine_id` may be repeated. */
export const machineIds = z
  .union([z.string(), z.array(z.string())])
  .transform((given) => [given].flat().slice(0, 200))
  .optional();

/** The id in a path like /machines/{id}. */
export const pathId = (c: Context) => c.req.param("id") ?? "";
