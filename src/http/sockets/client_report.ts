import type { Context } from "hono";
import { type ClientReport, clientReport } from "../../domain/screen";

const LONGEST = 2_000;
const WORDS_AT_MOST = 20;
const WITHIN_MS = 10_000;
const BROWSERS = [
  ["Edge", /Edg(?:A|iOS)?\/(\d+)/],
  ["Opera", /OPR\/(\d+)/],
  ["Samsung Internet", /SamsungBrowser\/(\d+)/],
  ["Firefox", /(?:Firefox|FxiOS)\/(\d+)/],
  ["Chrome", /(?:Chrome|CriOS)\/(\d+)/],
  ["Safari", /Version\/(\d+).*Safari\//],
] as const;

/** What a page says of itself, read; undefined when it is no such word, which harms nobody. */
export function readClientReport(text: unknown): ClientReport | undefined {
  if (typeof text !== "string" || text.length > LONGEST) return undefined;
  try {
    return clientReport.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/**
 * The same from the header of a poll, percent-encoded, for a header holds no other letters than Latin ones.
 */
export function clientReportOf(c: Context): ClientReport | undefined {
  try {
    return readClientReport(decodeURIComponent(c.req.header("andon-screen") ?? ""));
  } catch {
    return undefined;
  }
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
 * Whether one more word may be said, for a socket that is for listening: some in any ten seconds. No timer
 * runs.
 * @param now milliseconds of a clock that never jumps
 */
export function wordLimit(now: () => number): () => boolean {
  let since = -Infinity;
  let said = 0;
  return () => {
    if (now() - since > WITHIN_MS) [since, said] = [now(), 0];
    return ++said <= WORDS_AT_MOST;
  };
}
