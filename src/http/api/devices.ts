import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { z } from "zod";
import { iso } from "../../domain/iso";
import { omittable } from "../../domain/lenient_schema";
import { foldName } from "../../domain/text";
import { DEVICE_PAGES, typedCode } from "../../people/pairing";
import type { SiteCache } from "../../site/site_cache";
import type { Device } from "../../store/people/device_row";
import type { Store } from "../../store/store";
import { text } from "../../words/text";
import { byOf } from "../access/identify";
import { refuse, unknownArea } from "../error_response";
import { enterCode, type EnterDeps } from "../pair_screen";
import { body, pathId } from "../validation";

const newDevice = z.strictObject({
  code: z
    .string()
    .transform((typed) => typedCode(typed) ?? "")
    .refine((code) => code !== "", "must be the 6 digits that the screen shows"),
  name: z.string().overwrite(foldName).min(1).max(80),
  page: omittable(z.enum(DEVICE_PAGES)),
  area: omittable(z.string().max(500)),
  may_act: omittable(z.boolean()),
});

type Deps = EnterDeps & {
  site: Pick<SiteCache, "areas">;
  store: { devices: Pick<Store["devices"], "list" | "revoke"> };
};

/** The paired screens. */
export function deviceRoutes(deps: Deps) {
  const { devices } = deps.store;
  return new Hono()
    .get("/", describeRoute({ summary: "List the paired screens" }), async (c) =>
      c.json({ devices: (await devices.list()).map(deviceJson) }),
    )
    .post(
      "/",
      describeRoute({ summary: "Pair the screen that shows a code" }),
      body(newDevice),
      async (c) => {
        const { code, name, page = "/kiosk", area: word, may_act = false } = c.req.valid("json");
        const area = word ? deps.site.areas().find(word)?.id : null;
        if (area === undefined) return unknownArea(c, word ?? "");
        const entered = await enterCode(c, deps, code, { name, page, area, mayAct: may_act });
        if ("refused" in entered) return refuse(c, entered.status, entered.refused);
        return c.json(deviceJson(entered.device), 201);
      },
    )
    .delete("/:id", describeRoute({ summary: "Take a screen off the list" }), async (c) => {
      if (await devices.revoke(pathId(c), byOf(c))) return c.body(null, 204);
      return refuse(c, 404, text.devices.unknown(JSON.stringify(pathId(c))));
    });
}

function deviceJson({ created_at, seen_at, ...device }: Device) {
  return { ...device, created_at: iso(created_at), seen_at: iso(seen_at) };
}
