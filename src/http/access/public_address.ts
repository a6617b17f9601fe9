import type { Context } from "hono";
import { askedHost } from "../reader_address";

type Deps = { publicUrl: string | undefined; base: string; trusted(c: Context): boolean };

/** Under which address people reach this server. */
export type PublicAddress = {
  /** Its root with the base path, without a slash at the end: PUBLIC_URL, else as it was asked for. */
  of(c: Context): string;
  /** Whether it was asked for under another name than that. */
  isElsewhere(c: Context): boolean;
};

/** @param trusted whether a peer's X-Forwarded-Host and X-Forwarded-Proto may be believed */
export function publicAddress({ publicUrl, base, trusted }: Deps): PublicAddress {
  function asked(c: Context): URL {
    const url = new URL(c.req.url);
    const said = trusted(c) ? c.req.header("x-forwarded-proto")?.split(",")[0]?.trim() : undefined;
    const scheme = said || url.protocol.replace(/:$/, "");
    const asked = URL.parse(`${scheme}://${askedHost(c, trusted) ?? url.host}`);
    return asked && /^https?:$/.test(asked.protocol) ? asked : url;
  }

  return {
    of: (c) => publicUrl ?? `${asked(c).origin}${base}`,
    isElsewhere: (c) => publicUrl !== undefined && new URL(publicUrl).host !== asked(c).host,
  };
}
