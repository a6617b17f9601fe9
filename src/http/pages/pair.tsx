import { type Context, Hono } from "hono";
import { PairingPage } from "../../../views/kiosk/pairing";
import { devicePath } from "../../people/pairing";
import type { Store } from "../../store/store";
import type { Cookies } from "../access/cookies";
import { type ServedAtDeps, servedAt } from "../access/link_address";
import { ownPath } from "../access/sign_in_address";
import { pageContext, type SiteConfig } from "../page_context";
import { formOf } from "./people/form";

/** As they are made here: whatever else a cookie holds was made elsewhere. */
const SECRET = /^[\w-]{43}$/;

type Deps = Omit<ServedAtDeps, "siteConfig"> & {
  siteConfig: SiteConfig;
  cookies: Cookies;
  store: {
    devices: Pick<Store["devices"], "find" | "get">;
    pairings: Pick<Store["pairings"], "codeOf">;
  };
  /** The address of the client, past trusted proxies. */
  reader(c: Context): string;
};

/**
 * The page of a screen that is not paired: a code, renewed by itself, until somebody has entered it. It asks
 * with a secret of its own, which becomes that of the paired screen, so that an answer that is lost on the
 * way is given again.
 */
export function pairRoutes(deps: Deps) {
  const { siteConfig, cookies, store, reader } = deps;
  const { base, access } = siteConfig;

  /** Undefined when it is not paired. */
  async function pagePaired(c: Context, next: string): Promise<string | undefined> {
    const secrets = [cookies.pairing(c), cookies.device(c)];
    for (const secret of secrets) {
      const actor = secret && (await store.devices.find(secret));
      const device = actor && (await store.devices.get(actor.id));
      if (!secret || !device) continue;
      cookies.setDevice(c, secret);
      if (cookies.pairing(c) !== undefined) cookies.endPairing(c);
      return base + devicePath(device, next.slice(base.length));
    }
    return undefined;
  }

  async function show(c: Context) {
    const next = ownPath(c.req.query("next") ?? `${base}/kiosk`, base);
    const page = await pagePaired(c, next);
    if (page !== undefined) return c.redirect(page, 303);
    const held = cookies.pairing(c);
    const waiting = await store.pairings.codeOf(held && SECRET.test(held) ? held : undefined, reader(c));
    if (waiting && waiting.secret !== held) cookies.setPairing(c, waiting.secret);
    c.status(waiting ? 200 : 429);
    const wasPaired = cookies.device(c) !== undefined;
    const otherwise = access.mode !== "closed" ? "board" : wasPaired ? "person" : undefined;
    const { pairingScript: script, pairingCss: pageCss } = siteConfig;
    const site = { ...pageContext(siteConfig, c, "plain", null), script, pageCss };
    const shown = { code: waiting?.code, wasPaired, otherwise, next, served: servedAt(c, deps) } as const;
    return c.html(<PairingPage site={site} {...shown} />);
  }

  return new Hono().get("/", show).post("/forget", async (c) => {
    const form = await formOf(c);
    cookies.endPairing(c);
    cookies.endDevice(c);
    return c.redirect(ownPath(form.text("next"), base), 303);
  });
}
