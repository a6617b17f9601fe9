import type { Context } from "hono";
import { publicAddress } from "./public_address";
import type { AccessSettings } from "./site_access";

/** The address of a link of one use. @param served where this server is reached, with its base path */
export const signInLink = (served: string, key: string) =>
  `${served}/sign-in/link?${new URLSearchParams({ key })}`;

export type ServedAtDeps = {
  siteConfig: { base: string };
  access: Pick<AccessSettings, "publicUrl">;
  trusted(c: Context): boolean;
};

/** Where this server is reached, with its base path: as it is set, else as this request came. */
export function servedAt(
  c: Context,
  { siteConfig: { base }, access: { publicUrl }, trusted }: ServedAtDeps,
): string {
  return publicAddress({ publicUrl, base, trusted }).of(c);
}
