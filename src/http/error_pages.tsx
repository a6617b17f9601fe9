import type { Context, Hono, MiddlewareHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { ErrorPage } from "../../views/layout/error";
import { DatabaseFileGone, DatabaseLocked } from "../store/errors";
import { text } from "../words/text";
import { type Dependencies, firstFailure } from "./api/health";
import { type SiteConfig, pageContext } from "./page_context";
import { refusal, refuse } from "./error_response";

type Deps = { siteConfig: SiteConfig; health: Dependencies; onError(error: unknown, path: string): void };

/** Shows a refusal as a page to browsers, in the words that a program gets. */
export function htmlErrors(siteConfig: SiteConfig): MiddlewareHandler {
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
  const site = pageContext(siteConfig, c, "plain", null);
  // The answer to a form cannot be requested again; any other error page keeps retrying.
  const still = site.still || c.req.method !== "GET";
  const drawn = <ErrorPage site={{ ...site, still }} status={status} sentence={sentence} />;
  return c.html(drawn, status as ContentfulStatusCode);
}

/**
 * Answers failed and unknown requests: JSON with a sentence for programs, a page for people, never a stack
 * trace.
 */
export function handleErrors(app: Hono, { siteConfig, health, onError }: Deps) {
  app.notFound((c) =>
    isProgram(c, siteConfig)
      ? refuse(c, 404, `There is nothing at ${c.req.path}: see ${siteConfig.base}/docs`)
      : page(c, siteConfig, 404),
  );
  app.onError(async (error, c) => {
    if (error instanceof HTTPException) return refuse(c, error.status, error.message);
    onError(error, c.req.path);
    const away = storageFailure(error) ?? (await firstFailure(health)) ?? cutOff(error);
    if (away) {
      c.header("Retry-After", "1");
      return isProgram(c, siteConfig) ? refuse(c, 503, away) : page(c, siteConfig, 503, away);
    }
    return isProgram(c, siteConfig)
      ? refuse(c, 500, "Internal error: the reason is in the server log")
      : page(c, siteConfig, 500);
  });
}

/**
 * PostgreSQL's lock_timeout, statement_timeout and idle_in_transaction_session_timeout, and what ends a
 * deadlock.
 */
const ENDED_BY_ITS_LIMIT = /^(55P03|57014|25P03|40P01)/;

/** By Bun's names: closed, timed out, refused. */
const CONNECTION_LOST = /^ERR_POSTGRES_(CONNECTION|IDLE|LIFETIME)_\w+$/;

/**
 * The reason when the connection went in the middle of a request, and the database is there again when asked.
 */
function cutOff(error: Error): string | undefined {
  return CONNECTION_LOST.test(codeOf(error)) ? text.errors.databaseCutOff : undefined;
}

const codeOf = (error: Error) => ("code" in error ? String(error.code) : "");

/**
 * The reason when the database can read but not write, such as on a full disk (SQLITE_FULL, SQLITE_IOERR_…,
 * PostgreSQL 53100) or while another program has its file or locks rows.
 */
function storageFailure(error: Error): string | undefined {
  const code = codeOf(error);
  if (error instanceof DatabaseLocked || code.startsWith("SQLITE_BUSY")) return text.errors.databaseLocked;
  if (error instanceof DatabaseFileGone) return text.errors.databaseGone;
  const { errno } = error as { errno?: unknown };
  if (ENDED_BY_ITS_LIMIT.test(String(errno))) return text.errors.databaseBusy;
  if (!/^(SQLITE_(FULL|IOERR)|53100)/.test(code) && !String(errno).startsWith("53100")) return undefined;
  return text.errors.diskFull;
}
