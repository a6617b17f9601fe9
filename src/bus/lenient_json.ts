import { z } from "zod";
import { replaceBareNumbers } from "../domain/bare_numbers";
import { MAX_DEPTH, wellFormedJson, withoutTooDeep } from "../domain/json_text";
import { containsNul } from "../domain/text";

/** A JSON object, and in sentences what had to be mended before it could be read. */
export type ReadObject = { fields: Record<string, unknown>; mended: string[] };

const object = z.record(z.string(), z.unknown());
const ESCAPED_NUL = /(?<!\\)((?:\\\\)*)\\u0000/g;
// Each is nothing but a blank in JSON, and not allowed inside a text.
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f]/g;

/**
 * Reads a JSON object as other programs write it: also with bare NaN and Infinity, which become null, with
 * raw line breaks inside a text, and with U+0000, which no database would take and is left out. Half a
 * surrogate pair becomes U+FFFD, and what is nested too deep null.
 */
export function readObject(text: string): ReadObject | undefined {
  const mended: string[] = [];
  const clean = readable(text, mended);
  const asSent = parse(clean);
  if (asSent) return { fields: asSent, mended };
  const bare = new Set<string>();
  const put = (token: string) => (bare.add(token), "null");
  const plain = clean.replace(/^\ufeff/, "").replace(CONTROL, " ");
  const fields = parse(replaceBareNumbers(plain, put) ?? plain);
  return fields && { fields, mended: [...mended, ...[...bare].map((token) => `bare ${token} read as null`)] };
}

/** The text without what no reader would take; each of it is noted in a sentence. */
function readable(sent: string, mended: string[]): string {
  const flat = withoutTooDeep(sent);
  if (flat !== undefined) mended.push(`deeper than ${MAX_DEPTH} levels, read as null`);
  let text = flat ?? sent;
  if (containsNul(text)) {
    mended.push("U+0000 left out");
    text = text.replace(ESCAPED_NUL, "$1");
  }
  const whole = wellFormedJson(text);
  if (whole !== text) mended.push("half a surrogate pair read as U+FFFD");
  return whole;
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return object.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
