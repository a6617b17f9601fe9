import type { Dropped } from "../metrics";
import { quoted } from "../quoted";
import { endOfString } from "../../domain/json_text";

const [QUOTE, COLON] = [34, 58];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125];
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

/**
 * The fields and metrics that the JSON of a reading names more than once. Of those the last counts, as every
 * reader of JSON has it; the values before it are named here.
 * @param reading what was read of the text
 */
export function doubleNames(text: string, reading: Record<string, unknown>): Dropped[] {
  return measure(text, 2).names > namesRead(reading) ? findDoubles(text) : [];
}

/** Of a JSON text: how many names stand in its first levels, and how deep it is nested. */
export function measure(text: string, levels: number): { names: number; depth: number } {
  let [names, depth, deepest] = [0, 0, 0];
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign === QUOTE) at = endOfString(text, at);
    else if (sign === COLON) names += Number(depth <= levels);
    else if (sign === OPEN_LIST || sign === OPEN_OBJECT) deepest = Math.max(deepest, ++depth);
    else if (sign === CLOSE_LIST || sign === CLOSE_OBJECT) depth--;
  }
  return { names, depth: deepest };
}

/** How many names a reading has: its fields, and those of the objects in them. */
export function namesRead(reading: Record<string, unknown>): number {
  let names = 0;
  for (const field in reading) {
    names++;
    const value = reading[field];
    if (typeof value === "object" && value !== null && !Array.isArray(value)) for (const _ in value) names++;
  }
  return names;
}

/** Looks at each token of the text of an object, which is known to be JSON. */
function findDoubles(text: string): Dropped[] {
  const doubles = new Map<string, Dropped>();
  /** By level, the value of each name as it is written: undefined for an object or a list. */
  const levels: Map<string, string | undefined>[] = [];
  let field = "";
  let name: string | undefined;
  let token: string | undefined;
  let last: string | undefined;
  for (const [next] of text.matchAll(TOKEN)) {
    last = token;
    token = next;
    const level = levels.at(-1);
    if (next === "{" || next === "[") levels.push(new Map());
    else if (next === "}" || next === "]") levels.pop();
    else if (next === ":" && level && levels.length <= 2) {
      name = JSON.parse(last ?? '""') as string;
      if (levels.length === 1) field = name;
      if (level.has(name) && (levels.length === 1 || field === "metrics"))
        doubles.set(`${levels.length} ${name}`, doubleOf(name, level.get(name), levels.length === 1));
      level.set(name, undefined);
    } else if (next !== "," && last === ":" && name !== undefined) level?.set(name, next);
  }
  return [...doubles.values()];
}

function doubleOf(name: string, written: string | undefined, isField: boolean): Dropped {
  const lost = written === undefined ? "" : ` and not ${quotedToken(written)}`;
  const reason = `${quoted(name)} is sent twice${isField ? " in a reading" : ""}: the last counts${lost}`;
  return { metric: name, kind: "twice", reason };
}

function quotedToken(written: string): string {
  return written.startsWith('"') ? quoted(JSON.parse(written)) : quotedBare(written);
}
const quotedBare = (written: string) => quoted(written).slice(1, -1);
