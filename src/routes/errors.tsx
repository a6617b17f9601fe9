import type { Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { ErrorPage } from "../../views/error";
import { type House, siteFor } from "./pages";
import { refuse } from "./refusal";

type Deps = { house: House; onError(error: unknown, path: string): void };

/** What cannot be answered: a sentence as JSON for programs, a page for people, never a stack trace. */
export function answerErrors(app: Hono, { house, onError }: Deps) {
  const isProgram = (c: Context) =>
    c.req.path.startsWith(`${house.base}/api/`) || c.req.header("hx-request") === "true";
  const page = (c: Context, status: 404 | 500) =>
    c.html(<ErrorPage site={siteFor(house, c, "plain", null)} status={status} />, status);

  app.notFound((c) =>
    isProgram(c) ? refuse(c, 404, `There is nothing at ${c.req.path}: see ${house.base}/docs`) : page(c, 404),
  );
  app.onError((error, c) => {
    if (error instanceof HTTPException) return refuse(c, error.status, error.message);
    onError(error, c.req.path);
    return isProgram(c) ? refuse(c, 500, "Something went wrong here: the log says what") : page(c, 500);
  });
}
