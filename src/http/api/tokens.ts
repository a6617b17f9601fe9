import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { z } from "zod";
import { iso } from "../../domain/iso";
import { omittable } from "../../domain/lenient_schema";
import { foldName } from "../../domain/text";
import { SCOPES } from "../../people/actor";
import type { Token } from "../../store/people/tokens";
import { byOf } from "../access/identify";
import { refuse } from "../error_response";
import type { TokenDeps } from "../pages/people/tokens";
import { body, moment, pathId } from "../validation";

const newToken = z.strictObject({
  name: z.string().overwrite(foldName).min(1).max(80),
  scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
  expires_at: omittable(moment),
});

/** The tokens of programs; the secret is in the answer that makes one, and nowhere else. */
export function tokenRoutes({ store: { tokens }, now }: Omit<TokenDeps, "siteConfig">) {
  return new Hono()
    .get("/", describeRoute({ summary: "List the tokens of programs" }), async (c) =>
      c.json({ tokens: (await tokens.list()).map(tokenJson) }),
    )
    .post("/", describeRoute({ summary: "Make a token" }), body(newToken), async (c) => {
      const { name, scopes, expires_at = null } = c.req.valid("json");
      if (expires_at !== null && expires_at <= now())
        return refuse(c, 400, "expires_at: must be later than now");
      const made = await tokens.add({ name, scopes: [...new Set(scopes)], expires_at }, byOf(c));
      c.header("Cache-Control", "no-store");
      return c.json({ ...tokenJson(made.token), token: made.secret }, 201);
    })
    .delete("/:id", describeRoute({ summary: "Revoke a token" }), async (c) => {
      if (await tokens.revoke(pathId(c), byOf(c))) return c.body(null, 204);
      return refuse(c, 404, `There is no token ${JSON.stringify(pathId(c))}`);
    });
}

function tokenJson({ created_at, expires_at, used_at, ...token }: Token) {
  return { ...token, created_at: iso(created_at), expires_at: iso(expires_at), used_at: iso(used_at) };
}
