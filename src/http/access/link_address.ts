import type { Context } from "hono";
import type { Cookies } from "./cookies";
import type { AccessSettings } from "./site_access";

/** The address of a link of one use. @param served where this server is reached, with its base path */
export const signInLink = (served: string, key: string) =>
  `${served}/sign-in/link?${new URLSearchParams({ key })}`;

export type ServedAtDeps = {
  siteConfig: { base: string };
  access: Pick<AccessSettings, "publicUrl">;
  cookies: Pick<Cookies, "isEncrypted">;
  trusted(c: Context): boolean;
};

/** Where this server is reached, with its base path: as it is set, else as this request came. */
export function servedAt(c: Context, { siteConfig, access, cookies, trusted }: ServedAtDeps): string {
  if (access.publicUrl !== undefined) return access.publicUrl;
  const forwarded = trusted(c) ? c.req.header("x-forwarded-host") : undefined;
  const host = forwarded ?? c.req.header("host") ?? new URL(c.req.url).host;
  return `${cookies.isEncrypted(c) ? "https" : "http"}://${host}${siteConfig.base}`;
}
