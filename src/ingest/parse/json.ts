import { replaceBareNumbers } from "../../domain/bare_numbers";
import { isTooDeep, TOO_DEEP } from "../../domain/json_text";
import { quoted } from "../quoted";
import { checkRow, MAX_READINGS, type Parsed, refuse, tooMany } from "../row";

/** Parses one reading, or an array of them. */
export function parseJson(text: string): Parsed {
  if (isTooDeep(text)) return refuse(400, `The body ${TOO_DEEP}`);
  let body: unknown;
  try {
    body = readJson(text);
  } catch (error) {
    return refuse(400, `The body is not JSON: ${(error as Error).message}`);
  }
  if (typeof body !== "object" || body === null)
    return refuse(400, `The body is ${quoted(body)}: send one reading or an array of readings`);
  const sent: unknown[] = Array.isArray(body) ? body : [body];
  if (sent.length > MAX_READINGS) return tooMany();
  return { kind: "rows", rows: sent.map(checkRow) };
}

/** Reads JSON, in which Python may have written bare NaN and Infinity: they become text. @throws {SyntaxError} */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const mended = replaceBareNumbers(text, (token) => `"${token}"`);
    if (mended === undefined) throw error;
    return JSON.parse(mended);
  }
}
