import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { isForm, readForm } from "../../validation";

/** The fields of a form: the text of one, and all texts of one that may be ticked several times. */
export type Form = { text(name: string): string; all(name: string): string[] };

/**
 * Reads a form of people.
 * @throws {HTTPException} 415 for any other body, which would parse as a form of empty fields
 */
export async function formOf(c: Context): Promise<Form> {
  if (!isForm(c))
    throw new HTTPException(415, { message: "Send a form here; as JSON: /api/v1/people and /api/v1/tokens" });
  const fields: Record<string, unknown> = await readForm(c, { all: true });
  const all = (name: string) =>
    [fields[name]].flat().filter((value): value is string => typeof value === "string");
  return { all, text: (name) => all(name)[0] ?? "" };
}
