import type { Context } from "hono";
import { type ClientReport, clientReport } from "../../domain/screen";
import { wellFormedJson } from "../../domain/json_text";
import { actorOf } from "../access/identify";
import type { ClientInfo } from "../../live/state/own_screens";

const LONGEST = 2_000;
const REPORTS_AT_MOST = 20;
const WITHIN_MS = 10_000;
const BROWSERS = [
  ["Edge", /Edg(?:A|iOS)?\/(\d+)/],
  ["Opera", /OPR\/(\d+)/],
  ["Samsung Internet", /SamsungBrowser\/(\d+)/],
  ["Firefox", /(?:Firefox|FxiOS)\/(\d+)/],
  ["Chrome", /(?:Chrome|CriOS)\/(\d+)/],
  ["Safari", /Version\/(\d+).*Safari\//],
] as const;

/** A page's report about itself, parsed; undefined when the text is none, which harms nobody. */
export function parseClientReport(text: unknown): ClientReport | undefined {
  if (typeof text !== "string" || text.length > LONGEST) return undefined;
  try {
    return clientReport.safeParse(JSON.parse(wellFormedJson(text))).data;
  } catch {
    return undefined;
  }
}

/** The report in the header of a poll, percent-encoded, because a header holds Latin letters only. */
export function reportInHeader(c: Context): ClientReport | undefined {
  try {
    return parseClientReport(decodeURIComponent(c.req.header("andon-screen") ?? ""));
  } catch {
    return undefined;
  }
}

/** The client of a request. @param address past trusted proxies */
export function clientInfoOf(c: Context, address: string): ClientInfo {
  const actor = actorOf(c);
  const paired = actor.kind === "device" ? actor.name : undefined;
  return { browser: browserOf(c.req.header("user-agent")) ?? "", address, paired };
}

/** "Chrome 140" of a User-Agent header; undefined when it is none that people know. */
export function browserOf(userAgent: string | undefined): string | undefined {
  for (const [name, pattern] of BROWSERS) {
    const version = pattern.exec(userAgent ?? "")?.[1];
    if (version) return `${name} ${version}`;
  }
  return undefined;
}

/**
 * Limits a socket that is for listening to a few messages in any ten seconds. No timer runs.
 * @param now milliseconds of a clock that never jumps
 * @returns whether one more message is allowed
 */
export function createReportLimit(now: () => number): () => boolean {
  let since = -Infinity;
  let count = 0;
  return () => {
    if (now() - since > WITHIN_MS) [since, count] = [now(), 0];
    return ++count <= REPORTS_AT_MOST;
  };
}
