import type { Context, Hono, MiddlewareHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { ErrorPage } from "../../views/layout/error";
import { text } from "../words/text";
import { type Dependencies, whatIsAway } from "./api/health";
import { type SiteConfig, siteFor } from "./page_context";
import { refusal, refuse } from "./error_response";

type Deps = { siteConfig: SiteConfig; health: Dependencies; onError(error: unknown, path: string): void };

/** A refusal in a page, for somebody whose browser shows what it gets. Its words are those that a program would get. */
export function drawnForPeople(siteConfig: SiteConfig): MiddlewareHandler {
  return async (c, next) => {
    await next();
    if (c.res.status < 400 || isProgram(c, siteConfig) || !c.req.header("accept")?.includes("text/html"))
      return;
    if (!c.res.headers.get("content-type")?.startsWith("application/json")) return;
    const said = refusal.safeParse(await c.res.clone().json());
    if (said.success) c.res = await page(c, siteConfig, c.res.status, said.data.error.message);
  };
}

const isProgram = (c: Context, { base }: SiteConfig) =>
  c.req.path.startsWith(`${base}/api/`) || c.req.header("hx-request") === "true";

function page(c: Context, siteConfig: SiteConfig, status: number, sentence?: string) {
  const site = siteFor(siteConfig, c, "plain", null);
  // What a form was answered with cannot be asked for again; any other page goes on trying.
  const still = site.still || c.req.method !== "GET";
  const drawn = <ErrorPage site={{ ...site, still }} status={status} sentence={sentence} />;
  return c.html(drawn, status as ContentfulStatusCode);
}

/** What cannot be answered: a sentence as JSON for programs, a page for people, never a stack trace. */
export function answerErrors(app: Hono, { siteConfig, health, onError }: Deps) {
  app.notFound((c) =>
    isProgram(c, siteConfig)
      ? refuse(c, 404, `There is nothing at ${c.req.path}: see ${siteConfig.base}/docs`)
      : page(c, siteConfig, 404),
  );
  app.onError(async (error, c) => {
    if (error instanceof HTTPException) return refuse(c, error.status, error.message);
    onError(error, c.req.path);
    const away = whyNotKept(error) ?? (await whatIsAway(health));
    if (away) {
      c.header("Retry-After", "1");
      return isProgram(c, siteConfig) ? refuse(c, 503, away) : page(c, siteConfig, 503, away);
    }
    return isProgram(c, siteConfig)
      ? refuse(c, 500, "Internal error: the reason is in the server log")
      : page(c, siteConfig, 500);
  });
}

/** A full disk answers questions and keeps nothing: neither SQLite (SQLITE_FULL, SQLITE_IOERR_…) nor PostgreSQL (53100). */
function whyNotKept(error: Error): string | undefined {
  const code = "code" in error ? String(error.code) : "";
  const { errno } = error as { errno?: unknown };
  if (!/^(SQLITE_(FULL|IOERR)|53100)/.test(code) && !/^53100/.test(String(errno))) return undefined;
  return text.errors.diskFull;
}
