import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { DAY_MS } from "../../domain/time_units";
import { ABSOLUTE_MS } from "../../people/session";

const SESSION = "andon-session";
const DEVICE = "andon-device";
const PAIRING = "andon-pairing";
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
  setDevice(c: Context, secret: string): void;
  endDevice(c: Context): void;
  /** What a screen waits with until somebody enters its code. */
  pairing(c: Context): string | undefined;
  setPairing(c: Context, secret: string): void;
  endPairing(c: Context): void;
  /** Whether what is sent between the browser and here can be read on the way. */
  isEncrypted(c: Context): boolean;
};

/**
 * @param tls whether this server speaks https itself
 * @param trusted whether a peer's X-Forwarded-Proto may be believed
 */
export function createCookies(base: string, tls: boolean, trusted: (c: Context) => boolean): Cookies {
  /** Several Andons of one host, each under its own path, share a host's cookies. */
  const suffix = base.replaceAll("/", "-");

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
    setDevice: (c, secret) => set(c, DEVICE, secret, DEVICE_MS / 1000),
    endDevice: (c) => set(c, DEVICE, "", 0),
    pairing: (c) => getCookie(c, nameOf(c, PAIRING)),
    setPairing: (c, secret) => set(c, PAIRING, secret, PAIRING_MS / 1000),
    endPairing: (c) => set(c, PAIRING, "", 0),
    isEncrypted,
  };
}
