import type { Context, Hono, MiddlewareHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { ErrorPage } from "../../views/error";
import { text } from "../../views/text";
import { type Dependencies, whatIsAway } from "./health";
import { type House, siteFor } from "./pages";
import { refusal, refuse } from "./refusal";

type Deps = { house: House; health: Dependencies; onError(error: unknown, path: string): void };

/** A refusal in a page, for somebody whose browser shows what it gets. Its words are those that a program would get. */
export function drawnForPeople(house: House): MiddlewareHandler {
  return async (c, next) => {
    await next();
    if (c.res.status < 400 || isProgram(c, house) || !c.req.header("accept")?.includes("text/html")) return;
    if (!c.res.headers.get("content-type")?.startsWith("application/json")) return;
    const said = refusal.safeParse(await c.res.clone().json());
    if (said.success) c.res = await page(c, house, c.res.status, said.data.error.message);
  };
}

const isProgram = (c: Context, { base }: House) =>
  c.req.path.startsWith(`${base}/api/`) || c.req.header("hx-request") === "true";

function page(c: Context, house: House, status: number, sentence?: string) {
  const site = siteFor(house, c, "plain", null);
  // What a form was answered with cannot be asked for again; any other page goes on trying.
  const still = site.still || c.req.method !== "GET";
  const drawn = <ErrorPage site={{ ...site, still }} status={status} sentence={sentence} />;
  return c.html(drawn, status as ContentfulStatusCode);
}

/** What cannot be answered: a sentence as JSON for programs, a page for people, never a stack trace. */
export function answerErrors(app: Hono, { house, health, onError }: Deps) {
  app.notFound((c) =>
    isProgram(c, house)
      ? refuse(c, 404, `There is nothing at ${c.req.path}: see ${house.base}/docs`)
      : page(c, house, 404),
  );
  app.onError(async (error, c) => {
    if (error instanceof HTTPException) return refuse(c, error.status, error.message);
    onError(error, c.req.path);
    const away = whyNotKept(error) ?? (await whatIsAway(health));
    if (away) {
      c.header("Retry-After", "1");
      return isProgram(c, house) ? refuse(c, 503, away) : page(c, house, 503, away);
    }
    return isProgram(c, house)
      ? refuse(c, 500, "Something went wrong here: the log says what")
      : page(c, house, 500);
  });
}

/** A full disk answers questions and keeps nothing: neither SQLite (SQLITE_FULL, SQLITE_IOERR_…) nor PostgreSQL (53100). */
function whyNotKept(error: Error): string | undefined {
  const code = "code" in error ? String(error.code) : "";
  const { errno } = error as { errno?: unknown };
  if (!/^(SQLITE_(FULL|IOERR)|53100)/.test(code) && !/^53100/.test(String(errno))) return undefined;
  return text.away.diskFull;
}
