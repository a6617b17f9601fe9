import type { Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { ErrorPage } from "../../views/error";
import { text } from "../../views/text";
import { type Dependencies, whatIsAway } from "./health";
import { type House, siteFor } from "./pages";
import { refuse } from "./refusal";

type Deps = { house: House; health: Dependencies; onError(error: unknown, path: string): void };

/** What cannot be answered: a sentence as JSON for programs, a page for people, never a stack trace. */
export function answerErrors(app: Hono, { house, health, onError }: Deps) {
  const isProgram = (c: Context) =>
    c.req.path.startsWith(`${house.base}/api/`) || c.req.header("hx-request") === "true";
  const page = (c: Context, status: 404 | 500 | 503, sentence?: string) =>
    c.html(<ErrorPage site={siteFor(house, c, "plain", null)} status={status} sentence={sentence} />, status);

  app.notFound((c) =>
    isProgram(c) ? refuse(c, 404, `There is nothing at ${c.req.path}: see ${house.base}/docs`) : page(c, 404),
  );
  app.onError(async (error, c) => {
    if (error instanceof HTTPException) return refuse(c, error.status, error.message);
    onError(error, c.req.path);
    const away = whyNotKept(error) ?? (await whatIsAway(health));
    if (away) {
      c.header("Retry-After", "1");
      return isProgram(c) ? refuse(c, 503, away) : page(c, 503, away);
    }
    return isProgram(c) ? refuse(c, 500, "Something went wrong here: the log says what") : page(c, 500);
  });
}

/** A full disk answers questions and keeps nothing: neither SQLite (SQLITE_FULL, SQLITE_IOERR_…) nor PostgreSQL (53100). */
function whyNotKept(error: Error): string | undefined {
  const code = "code" in error ? String(error.code) : "";
  const { errno } = error as { errno?: unknown };
  if (!/^(SQLITE_(FULL|IOERR)|53100)/.test(code) && !/^53100/.test(String(errno))) return undefined;
  return text.away.diskFull;
}
