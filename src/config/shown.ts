/** Settings with an address that may hold a password. */
export const ADDRESSES: readonly string[] = ["REDIS_URL", "DATABASE_URL", "PUBLIC_URL"];
/** Settings that may hold a secret in whatever form. */
const SECRET: readonly string[] = [...ADDRESSES, "TLS_CERT", "TLS_KEY", "OIDC_CLIENT_SECRET"];
/** Schemes that say what was meant; any other word before :// may be part of a password. */
const KNOWN_SCHEME = /^(redis|rediss|unix|redis\+unix|postgres|postgresql|sqlite|mysql|https?):\/\//i;
/** Signs of a value meant for another setting: an address with a password, or a key. */
const MAY_HOLD_SECRET = /@|-----|:\/\/|[\r\n]|(pass|pwd|secret|token|key|auth)\w*=/i;

/**
 * As much of a wrong value as can be shown to anybody: one that cannot be read may have a password anywhere.
 */
export function shown(name: string, value: string): string {
  if (!SECRET.includes(name) && !MAY_HOLD_SECRET.test(value)) return value;
  return `${KNOWN_SCHEME.exec(value)?.[0] ?? ""}…`;
}

/** A message without what it quotes of the value. */
export function withoutQuotes(message: string): string {
  return message.replace(/"(?:[^"\\]|\\.)*"/g, '"…"');
}
