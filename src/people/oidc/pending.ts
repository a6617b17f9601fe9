import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const SECRET_BYTES = 32;
const LIVES_MS = 10 * 60_000;
/** The clock of the server that began it may be ahead of this one's. */
const AHEAD_AT_MOST_MS = 60_000;
const KEPT = /^([\da-z]{1,11})\.([\w-]{43})$/;

/** What only the browser that began a sign-in can show at its end. */
export type Pending = {
  state: string;
  nonce: string;
  codeVerifier: string;
  /** When it began. */
  at: number;
};

/** A new sign-in, in the form that its browser keeps until it comes back. */
export function newPending(now: number): string {
  return `${now.toString(36)}.${randomBytes(SECRET_BYTES).toString("base64url")}`;
}

/**
 * The values of a sign-in. Each is a one-way function of the secret and the time that the browser keeps: who saw
 * an address with state and nonce cannot make what is kept, and who moves the time has another state.
 * @param kept by the browser, from `newPending`; undefined is returned when it is none
 */
export function readPending(kept: string): Pending | undefined {
  const [, time = "", secret = ""] = KEPT.exec(kept) ?? [];
  if (!secret) return undefined;
  const derived = (purpose: string) =>
    createHmac("sha256", secret).update(`${purpose} ${time}`).digest("base64url");
  return {
    state: derived("state"),
    nonce: derived("nonce"),
    codeVerifier: derived("verifier"),
    at: Number.parseInt(time, 36),
  };
}

/** Whether a sign-in began too long ago to be ended. */
export function isExpired({ at }: Pending, now: number): boolean {
  return now - at > LIVES_MS || at - now > AHEAD_AT_MOST_MS;
}

/** Until when a sign-in that began now can be ended, at the latest. */
export const pendingUntil = (now: number) => now + LIVES_MS + AHEAD_AT_MOST_MS;

/** Whether the identity provider sends back the state that this sign-in gave it. */
export function isOfState({ state }: Pending, said: string | null): boolean {
  const [ours, theirs] = [Buffer.from(state), Buffer.from(said ?? "")];
  return ours.length === theirs.length && timingSafeEqual(ours, theirs);
}
