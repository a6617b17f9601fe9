import { MINUTE_MS } from "../domain/time_units";

/** How long a code holds. */
export const CODE_MS = 2 * MINUTE_MS;
/** The wrong entry that voids every code that is shown, whichever was meant. */
export const TRIES_AT_MOST = 5;
/** Screens that may wait at one address at a time: each has a code that a guess could hit. */
export const WAITING_AT_MOST = 50;

/** The pages that a paired screen may show. */
export const DEVICE_PAGES = ["/kiosk", "/"] as const;
export type DevicePage = (typeof DEVICE_PAGES)[number];

const CODES = 1_000_000;
const CODE = /^\d{6}$/;

/** Six digits. @param random a whole number of at least 32 random bits */
export const codeOf = (random: number) => String(random % CODES).padStart(6, "0");

/** A code as somebody typed it; undefined when it can be none. */
export function typedCode(typed: string): string | undefined {
  const code = typed.normalize("NFKC").replaceAll(/[\s-]/g, "");
  return CODE.test(code) ? code : undefined;
}

/** Whether a code may still be entered. */
export const isCodeAlive = ({ tries, until }: { tries: number; until: number }, now: number) =>
  now < until && tries < TRIES_AT_MOST;

/**
 * The address of a screen's page under the base path. The rest of the address that it was opened with is kept, where that
 * is the same page.
 * @param opened path and query, without the base path
 */
export function devicePath({ page, area }: { page: string; area: string | null }, opened: string): string {
  const [path = "", query = ""] = opened.split("?");
  const asked = new URLSearchParams(path === page ? query : "");
  if (area !== null) {
    asked.delete("machine");
    asked.set("area", area);
  }
  return asked.size > 0 ? `${page}?${asked}` : page;
}
