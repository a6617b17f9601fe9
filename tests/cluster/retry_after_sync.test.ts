import { expect, test } from "bun:test";
import { Hono } from "hono";
import { retryAfterSync } from "../../src/cluster/retry_after_sync";

/** An app that knows a machine only after a sync, if that brings it. */
function retrying(brings: boolean) {
  const known = new Set<string>();
  const log: string[] = [];
  const app = new Hono().all("/:id", (c) => {
    log.push(c.req.method);
    return known.has(c.req.param("id")) ? c.text("here") : c.notFound();
  });
  const sync = async () => {
    log.push("sync");
    if (brings) known.add("lathe-1");
  };
  return { app: retryAfterSync(app, sync), plain: app, log };
}

const request = (method: string) => new Request("http://localhost/lathe-1", { method });

test("a page of a machine that another server has just registered is found", async () => {
  const { app, log } = retrying(true);
  expect((await app.fetch(request("GET"))).status).toBe(200);
  expect((await app.fetch(request("GET"))).status).toBe(200);
  expect(log).toEqual(["GET", "sync", "GET", "GET"]);
});

test("a page that nobody knows is looked for once more, and no more", async () => {
  const { app, log } = retrying(false);
  expect((await app.fetch(request("GET"))).status).toBe(404);
  expect(log).toEqual(["GET", "sync", "GET"]);
});

test("a request with a body is not sent twice", async () => {
  const { app, log } = retrying(true);
  expect((await app.fetch(request("POST"))).status).toBe(404);
  expect(log).toEqual(["POST"]);
});

test("without other servers the app answers as it is", () => {
  const { plain } = retrying(true);
  expect(retryAfterSync(plain, undefined)).toBe(plain);
});
