import type { Context, MiddlewareHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { validator } from "hono-openapi";
import { z } from "zod";
import { reasonOf } from "../domain/reason";
import { SEVERITIES, type Severity } from "../domain/alarm/alarm";
import { severityNamed } from "../domain/alarm/severity_words";
import { isTooDeep, isWellFormedJson, NOT_WELL_FORMED, TOO_DEEP } from "../domain/json_text";
import { quote } from "../domain/quote";
import { containsNul, isEscapedUtf8, isUtf8, NOT_UTF8 } from "../domain/text";
import { refuse } from "./error_response";

// Every refusal names the value, which zod's own messages leave out. A schema's own message wins.
z.config({ customError: (issue) => wording(issue) });

function wording(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined) return "is missing";
  const got = `got ${shown(issue.input)}`;
  switch (issue.code) {
    case "invalid_type":
      return `expected ${issue.expected}, ${got}`;
    case "invalid_value":
      return `expected one of ${issue.values.map(String).join(", ")}; ${got}`;
    case "invalid_union":
      return issue.errors.at(-1)?.[0]?.message;
    case "too_small":
      return `must be ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}${lengthOf(issue.origin)}, ${got}`;
    case "too_big":
      return `must be ${issue.inclusive ? "at most" : "less than"} ${issue.maximum}${lengthOf(issue.origin)}, ${got}`;
    default:
      return undefined;
  }
}

const lengthOf = (origin: string) => (origin === "string" ? " characters long" : "");

/** A value as it was sent, cut to a readable length. */
function shown(value: unknown): string {
  return quote(value, 80);
}

/**
 * Reads the fields of a form. With `all` a name that comes several times has all of its values.
 *
 * @throws {HTTPException} 400 when the body is no form or not UTF-8, or a field contains U+0000 or half a surrogate
 *   pair
 */
export async function readForm(c: Context, options?: { all: true }) {
  const bytes = new Uint8Array(await c.req.arrayBuffer());
  // In the parts of a form with files "%E4" is text like any other.
  const isEscaped = !/^multipart\//i.test(c.req.header("content-type") ?? "");
  if (!isUtf8(bytes) || (isEscaped && !isEscapedUtf8(await c.req.text())))
    throw new HTTPException(400, { message: `The form ${NOT_UTF8}` });
  const fields = await parseBody(c, options);
  for (const [name, value] of Object.entries(fields)) {
    const wrong = wrongText(`${name}${String(value)}`);
    if (wrong) throw new HTTPException(400, { message: `${shown(name)} ${wrong}` });
  }
  return fields;
}

/** Whether a body is a form: any other would parse as one of empty fields. */
export function isForm(c: Context): boolean {
  const type = c.req.header("content-type") ?? "";
  return /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type);
}

/** Why a text is none that can be kept, for the end of a sentence; undefined when it is one. */
function wrongText(text: string): string | undefined {
  if (text.includes("\0")) return "contains U+0000, which no text here may hold";
  return text.isWellFormed() ? undefined : NOT_WELL_FORMED;
}

/** Why a JSON text is none that can be read or kept, for the end of a sentence; undefined when it is one. */
function wrongJson(json: string): string | undefined {
  if (isTooDeep(json)) return TOO_DEEP;
  if (containsNul(json)) return "contains U+0000, which no name or text here may hold";
  return isWellFormedJson(json) ? undefined : NOT_WELL_FORMED;
}

function parseBody(c: Context, options?: { all: true }) {
  return c.req.parseBody(options).catch((error: unknown) => {
    const message = `The form cannot be read: its body is not what its Content-Type says (${reasonOf(error)})`;
    throw new HTTPException(400, { message, cause: error });
  });
}

type Checked = { success: boolean; error?: readonly unknown[] };

/**
 * Refuses bodies without a JSON content type, whose fields would otherwise count as "missing", and bodies
 * that nothing here can read or no database can store.
 */
export const requireJson: MiddlewareHandler = async (c, next) => {
  const type = c.req.header("content-type") ?? "";
  const hasBody = Boolean(c.req.header("transfer-encoding")) || Number(c.req.header("content-length")) > 0;
  if (!hasBody) return next();
  if (/^application\/json\b/i.test(type)) {
    if (!isUtf8(new Uint8Array(await c.req.arrayBuffer()))) return refuse(c, 400, `The body ${NOT_UTF8}`);
    const wrong = wrongJson(await c.req.text());
    return wrong ? refuse(c, 400, `The body ${wrong}`) : next();
  }
  return refuse(c, 415, `Content-Type ${JSON.stringify(type)} is not understood here: send application/json`);
};

/** Passes a JSON body that fits the schema; otherwise 400, naming each field. */
export const body = <S extends z.ZodType>(schema: S) => validator("json", schema, refuseUnfit);

/** Passes a JSON body that fits the schema, or none at all; otherwise 400, naming each field. */
export function bodyIfAny<S extends z.ZodType>(schema: S) {
  const validated = body(schema);
  const unlessBlank: MiddlewareHandler = async (c, next) => {
    if ((await c.req.text()).trim() !== "") return validated(c as Parameters<typeof validated>[0], next);
    c.req.addValidatedData("json", {});
    return next();
  };
  return Object.assign(unlessBlank, validated) as typeof validated;
}

/** Passes a query that fits the schema; otherwise 400, naming each field. */
export const query = <S extends z.ZodType>(schema: S) => validator("query", schema, refuseUnfit);

function refuseUnfit(result: Checked, c: Context) {
  if (result.success) return;
  const details = (result.error ?? []).flatMap((issue) => describe(issue as z.core.$ZodIssue));
  return refuse(c, 400, details.map(({ field, message }) => `${field}: ${message}`).join("; "), details);
}

function describe(issue: z.core.$ZodIssue) {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((field) => ({ field, message: "is not a known field" }));
  return [{ field: issue.path.join(".") || "body", message: issue.message }];
}

/** An instant as programs send it: ISO 8601 with a zone. Output in epoch milliseconds. */
export const moment = z.iso
  .datetime({ offset: true, error: "must be a time with a zone, like 2026-11-23T10:00:00Z" })
  .transform((text) => Date.parse(text));

/** A number in a query, where everything is text. */
export const count = (most: number, usual: number) => z.coerce.number().int().min(1).max(most).default(usual);

/** A field of a query that may be left out, or empty. */
export const ifAny = <S extends z.ZodType>(schema: S) =>
  z.union([z.literal("").transform(() => undefined), schema]).optional();

/** A severity in any case, or in another word for it. */
export const severity = z.string().transform((word, context): Severity => {
  const named = severityNamed(word);
  if (!named)
    context.addIssue({
      code: "custom",
      message: `expected one of ${SEVERITIES.join(", ")}; got ${shown(word)}`,
    });
  return named ?? "normal";
});

const MACHINES_AT_MOST = 200;

/** The words for one machine or several: `machine_id` may be repeated. */
export const machineWords = z
  .union([z.string(), z.array(z.string())])
  .transform((given) => [given].flat().filter(Boolean).slice(0, MACHINES_AT_MOST))
  .optional();

/** The id or name in a path like /machines/{id}. */
export const pathId = (c: Context) => c.req.param("id") ?? "";

/** The id in a path like /training/jobs/{id}: ours have small letters. */
export const pathUuid = (c: Context) => pathId(c).toLowerCase();
