import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { DAY_MS } from "../../domain/time_units";
import { ABSOLUTE_MS, ANSWER_MS } from "../../people/session";

const SESSION = "andon-session";
const DEVICE = "andon-device";
const PAIRING = "andon-pairing";
const ANSWERED = "andon-answered";
const ANSWER = "andon-answer";
const REMEMBERS = "andon-remembers";
/** A paired screen keeps its secret for so long after it was last used. */
const DEVICE_MS = 365 * DAY_MS;
/** A screen may wait for days until somebody comes by. */
const PAIRING_MS = 30 * DAY_MS;
/** A browser takes a cookie of this name only over https, for this host alone and for all of its paths. */
const HOST_PREFIX = "__Host-";

/** Cookies of this server: how requests come decides on their names and marks. */
export type Cookies = {
  session(c: Context): string | undefined;
  setSession(c: Context, secret: string): void;
  endSession(c: Context): void;
  device(c: Context): string | undefined;
  /** The ids of who answered on this tablet by PIN or badge, the latest first. No secret: it puts tiles in order. */
  answered(c: Context): string[];
  setAnswered(c: Context, ids: readonly string[]): void;
  /** The secret of who has just answered here, where the tablet remembers it for some minutes. */
  answer(c: Context): string | undefined;
  setAnswer(c: Context, secret: string): void;
  /** Whether it does: a setting of this browser. */
  remembers(c: Context): boolean;
  setRemembers(c: Context, remembers: boolean): void;
  setDevice(c: Context, secret: string): void;
  endDevice(c: Context): void;
  /** What a screen waits with until somebody enters its code. */
  pairing(c: Context): string | undefined;
  setPairing(c: Context, secret: string): void;
  endPairing(c: Context): void;
  /** Whether what is sent between the browser and here can be read on the way. */
  isEncrypted(c: Context): boolean;
};

/** Several Andons of one host, each under its own path, share a host's cookies. */
export const cookieSuffix = (base: string) => base.replaceAll("/", "-");

/**
 * @param tls whether this server speaks https itself
 * @param trusted whether a peer's X-Forwarded-Proto may be believed
 */
export function createCookies(base: string, tls: boolean, trusted: (c: Context) => boolean): Cookies {
  const suffix = cookieSuffix(base);

  const isEncrypted = (c: Context) =>
    tls || (trusted(c) && c.req.header("x-forwarded-proto")?.split(",")[0]?.trim().toLowerCase() === "https");
  // Over https only the guarded name counts: anybody on the way could have planted the other by http.
  const nameOf = (c: Context, name: string) => (isEncrypted(c) ? HOST_PREFIX + name : name) + suffix;

  function set(c: Context, name: string, value: string, maxAge: number) {
    const secure = isEncrypted(c);
    const path = secure ? "/" : base || "/";
    setCookie(c, nameOf(c, name), value, { path, secure, maxAge, httpOnly: true, sameSite: "Lax" });
  }

  return {
    session: (c) => getCookie(c, nameOf(c, SESSION)),
    setSession: (c, secret) => set(c, SESSION, secret, ABSOLUTE_MS / 1000),
    endSession: (c) => set(c, SESSION, "", 0),
    device: (c) => getCookie(c, nameOf(c, DEVICE)),
    answered: (c) => getCookie(c, nameOf(c, ANSWERED))?.split(".").filter(Boolean) ?? [],
    setAnswered: (c, ids) => set(c, ANSWERED, ids.join("."), DAY_MS / 1000),
    answer: (c) => getCookie(c, nameOf(c, ANSWER)),
    setAnswer: (c, secret) => set(c, ANSWER, secret, ANSWER_MS / 1000),
    remembers: (c) => getCookie(c, nameOf(c, REMEMBERS)) === "1",
    setRemembers: (c, remembers) => set(c, REMEMBERS, "1", remembers ? (365 * DAY_MS) / 1000 : 0),
    setDevice: (c, secret) => set(c, DEVICE, secret, DEVICE_MS / 1000),
    endDevice: (c) => set(c, DEVICE, "", 0),
    pairing: (c) => getCookie(c, nameOf(c, PAIRING)),
    setPairing: (c, secret) => set(c, PAIRING, secret, PAIRING_MS / 1000),
    endPairing: (c) => set(c, PAIRING, "", 0),
    isEncrypted,
  };
}
