import type { Access } from "./permissions";

/** What ACCESS is without being said: by how this server is reached, and by whether its database is older than it. */
export type AccessFacts = {
  /** The setting, if it is given. */
  asked: Access | undefined;
  host: string;
  /** A proxy or a public address leads here, so that a loopback address says nothing of who asks. */
  isPublished: boolean;
  /** The database was in use before there was this setting. */
  isOlder: boolean;
};

/** The access of a site. `byAge`: it is open only because its database is older than the setting. */
export type SiteAccess = { mode: Access; byAge: boolean };

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i;

export function chooseAccess({ asked, host, isPublished, isOlder }: AccessFacts): SiteAccess {
  if (asked) return { mode: asked, byAge: false };
  if (isOlder) return { mode: "open", byAge: true };
  const isPrivate = LOOPBACK.test(host) && !isPublished;
  return { mode: isPrivate ? "open" : "view", byAge: false };
}
