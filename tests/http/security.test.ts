import { expect, test } from "bun:test";
import { Hono } from "hono";
import { textInAddress, sameOrigin, strictHeaders } from "../../src/http/security";

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
  "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** The least that a page's policy must contain, byte for byte. */
const PAGE_HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": POLICY,
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
};

const app = new Hono()
  .use(
    strictHeaders,
    textInAddress,
    sameOrigin(
      (c) => c.req.header("x-peer") === "proxy",
      (c) => c.req.header("x-came-by") === "https",
    ),
  )
  .get("/page", (c) => c.html("<p>Board</p>"))
  .get("/data", (c) => c.json({}))
  .get("/error", (c) => c.html("<p>Not found</p>", 404))
  .all("/change", (c) => c.text("done"));

test.each(["/page", "/error"])(
  "%s says that a browser trusts nothing else, and keeps no page",
  async (path) => {
    const { headers } = await app.request(path);
    const { "content-type": _, ...said } = Object.fromEntries(headers);
    expect(said).toEqual(PAGE_HEADERS);
  },
);

test("only pages carry these headers", async () => {
  const { headers } = await app.request("/data");
  expect(Object.keys(PAGE_HEADERS).filter((name) => headers.has(name))).toEqual([]);
});

test("an address with U+0000 is refused", async () => {
  expect((await app.request("/data?machine=%00")).status).toBe(400);
  expect((await app.request("/data?machine=%20")).status).toBe(200); // the guard
});

const ask = (method: string, headers: Record<string, string>) =>
  app.request("http://board.local/change", { method, headers: { host: "board.local", ...headers } });

test.each([
  ["a page of its own", "POST", { origin: "http://board.local" }, 200],
  ["a page of another site", "POST", { origin: "http://evil.example" }, 403],
  ["a program, which sends no origin", "POST", {}, 200],
  ["a page of another site that only reads", "GET", { origin: "http://evil.example" }, 200],
  ["a socket of another site", "GET", { origin: "http://evil.example", upgrade: "websocket" }, 403],
  ["no origin at all", "POST", { origin: "null" }, 403],
  ["another site, whose browser leaves Origin out", "POST", { "sec-fetch-site": "cross-site" }, 403],
  ["another port of this host, likewise", "POST", { "sec-fetch-site": "same-site" }, 403],
  ["its own page, likewise", "POST", { "sec-fetch-site": "same-origin" }, 200],
  ["a person who typed it", "POST", { "sec-fetch-site": "none" }, 200],
  ["another site that only reads, likewise", "GET", { "sec-fetch-site": "cross-site" }, 200],
  [
    "a page that came by http, where this came by https",
    "POST",
    { origin: "http://board.local", "x-came-by": "https" },
    403,
  ],
  ["a page that came by https too", "POST", { origin: "https://board.local", "x-came-by": "https" }, 200],
  [
    "a page behind several proxies",
    "POST",
    { origin: "https://andon.plant", "x-forwarded-host": "andon.plant, inner", "x-peer": "proxy" },
    200,
  ],
  [
    "a page behind a trusted proxy",
    "POST",
    { origin: "https://andon.plant", "x-forwarded-host": "andon.plant", "x-peer": "proxy" },
    200,
  ],
  [
    "a peer that only says that it is a proxy",
    "POST",
    { origin: "https://andon.plant", "x-forwarded-host": "andon.plant" },
    403,
  ],
])("a change asked for by %s: %s", async (_, method, headers, status) => {
  expect((await ask(method, headers as Record<string, string>)).status).toBe(status);
});

test.each([
  [
    "names itself and the proxy's setting",
    {},
    "this server was asked as board.local; a proxy in between has to pass Host",
  ],
  [
    "names a header that is not believed",
    { "x-forwarded-host": "andon.plant" },
    "X-Forwarded-Host says andon.plant, and is believed when TRUST_PROXY names the proxy",
  ],
  ["says that no Host came", { host: "" }, "the request names no Host"],
])("a refusal for its origin %s", async (_, headers, said) => {
  const response = await ask("POST", { origin: "https://andon.plant", ...headers });
  expect(await response.text()).toContain(said);
});
