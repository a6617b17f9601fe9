import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { z } from "zod";
import { Conflict } from "../store/errors";

const CODES: Record<number, string> = {
  400: "bad_request",
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
  413: "too_large",
  415: "unsupported_media_type",
  421: "misdirected_request",
  426: "upgrade_required",
  429: "too_many_requests",
  500: "internal_error",
  503: "unavailable",
};

/** The part of an error that people read. */
export const refusal = z.object({ error: z.object({ message: z.string() }) });

/** The one shape of every error in the API: a code, a sentence, and details by field. */
export function refuse(c: Context, status: ContentfulStatusCode, message: string, details: unknown[] = []) {
  return c.json(errorBody(status, message, details), status);
}

/** The body of an error, for an answer that says more besides. */
export function errorBody(status: number, message: string, details: unknown[] = []) {
  return { error: { code: CODES[status] ?? "error", message, details } };
}

/** Refuses an unknown machine, naming what was asked for. */
export function unknownMachine(c: Context, asked: string) {
  return refuse(c, 404, `There is no machine ${JSON.stringify(asked)}: GET /api/v1/machines lists them`);
}

/** Refuses an unknown area, naming what was asked for. */
export function unknownArea(c: Context, asked: string) {
  return refuse(c, 404, `There is no area ${JSON.stringify(asked)}: GET /api/v1/areas lists them`);
}

/** Refuses a word that no machine, or no area, bears. */
export function unknownWord(c: Context, { unknown, isArea }: { unknown: string; isArea: boolean }) {
  return isArea ? unknownArea(c, unknown) : unknownMachine(c, unknown);
}

/** Refuses an answer of which nobody knows whose it is. */
export function nameMissing(c: Context) {
  return refuse(c, 400, "by: is missing", [{ field: "by", message: "is missing" }]);
}

/** For `onError` of routes that change the store: a contradiction is 409, anything else is passed on. */
export function refuseConflict(error: Error, c: Context) {
  if (error instanceof Conflict) return refuse(c, 409, error.message);
  throw error;
}
