import { MINUTE_MS } from "../domain/time_units";

/** So many wrong attempts in the window, by one name or from one address; the next is refused until the window has room. */
export const WRONG_AT_MOST = 5;
export const WINDOW_MS = 15 * MINUTE_MS;

/**
 * How long an attempt has to wait. @param at the instants of the attempts in the window by one name, or from one address,
 * with this one
 * @returns undefined when it need not
 */
export function waitOf(at: readonly number[], now: number): number | undefined {
  if (at.length <= WRONG_AT_MOST) return undefined;
  const others = at.toSorted((a, b) => b - a).slice(1);
  const oldest = others[WRONG_AT_MOST - 1] ?? now;
  return Math.max(1, oldest + WINDOW_MS - now);
}

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const PREFIX_GROUPS = 4;

/**
 * From where attempts are counted together. Who has an IPv6 address has its whole network of 2^64: the first half counts.
 * An IPv4 address counts by itself, however it is written.
 */
export function countedAs(address: string): string {
  const bare = address.replace(/%.*$/, "");
  const mapped = MAPPED.exec(bare)?.[1];
  if (mapped !== undefined) return mapped;
  if (!bare.includes(":")) return bare;
  const [before = "", after] = bare.toLowerCase().split("::");
  const [head, tail] = [groupsOf(before), groupsOf(after ?? "")];
  const zeros =
    after === undefined ? [] : Array<string>(Math.max(0, 8 - head.length - tail.length)).fill("0");
  const prefix = [...head, ...zeros, ...tail]
    .slice(0, PREFIX_GROUPS)
    .map((group) => group.replace(/^0+(?=.)/, ""));
  // Loopback, or an IPv4 address in hexadecimal: no network of anybody's own.
  return prefix.every((group) => group === "0") ? bare : `${prefix.join(":")}::/64`;
}

const groupsOf = (part: string) => (part === "" ? [] : part.split(":"));
