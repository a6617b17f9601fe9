import { type BlockList, isIP } from "node:net";
import type { Context } from "hono";

export type Readers = {
  /** The reader's address: behind trusted proxies the last one in X-Forwarded-For that is none of theirs. */
  reader(c: Context): string;
  /** Whether the peer is a trusted proxy, whose X-Forwarded-Host may be believed. */
  trusted(c: Context): boolean;
};

/** @param addressOf the peer's own address */
export function readersBehind(proxies: BlockList, addressOf: (c: Context) => string): Readers {
  const isTrusted = (address: string) => isWithin(proxies, address);
  return {
    reader: (c) => readerOf(addressOf(c), c.req.header("x-forwarded-for"), isTrusted),
    trusted: (c) => isTrusted(addressOf(c)),
  };
}

/** Whether an address is in one of the ranges; an IPv4 address counts in either of its spellings. */
export function isWithin(ranges: BlockList, address: string): boolean {
  const [unscoped = ""] = address.split("%");
  const family = isIP(unscoped);
  return family !== 0 && ranges.check(unscoped, family === 6 ? "ipv6" : "ipv4");
}

/**
 * The address of the reader: through trusted proxies the last one that is none of theirs, else the peer's
 * own.
 * @param forwarded the X-Forwarded-For header
 */
export function readerOf(
  peer: string,
  forwarded: string | undefined,
  isTrusted: (address: string) => boolean,
): string {
  if (!forwarded || !isTrusted(peer)) return peer;
  const reader = forwarded
    .split(",")
    .map(bare)
    .findLast((address) => !isTrusted(address));
  // A word such as "unknown" is nobody's address, and who sends words could send another one each time.
  return reader !== undefined && isAddress(reader) ? reader : peer;
}

/**
 * An address without brackets and port, as some proxies write it: the port is another one for each connection, so that
 * attempts at a password would never count together.
 */
function bare(written: string): string {
  const [, v6, v4] = /^(?:\[([^\]]+)\]|(\d+(?:\.\d+){3}))(?::\d+)?$/.exec(written.trim()) ?? [];
  return v6 ?? v4 ?? written.trim();
}

const isAddress = (text: string) => isIP(text.replace(/%.*$/, "")) !== 0;

/**
 * The host that a client asked for, with its port: behind a trusted proxy what that says it was (of several proxies the
 * first knows), else what stands in Host.
 */
export function askedHost(c: Context, trusted: (c: Context) => boolean): string | undefined {
  const said = trusted(c) ? c.req.header("x-forwarded-host")?.split(",")[0]?.trim() : undefined;
  return said || c.req.header("host");
}
