import { expect, test } from "bun:test";
import { Hono } from "hono";
import { publicAddress } from "../../../src/http/access/public_address";

function ask(
  settings: { publicUrl?: string; base?: string },
  url: string,
  headers: Record<string, string> = {},
) {
  const { publicUrl, base = "" } = settings;
  const address = publicAddress({ publicUrl, base, trusted: (c) => c.req.header("x-peer") === "proxy" });
  const app = new Hono().get("*", (c) => c.json({ of: address.of(c), isElsewhere: address.isElsewhere(c) }));
  return Promise.resolve(app.request(url, { headers })).then((response) => response.json());
}

const PROXIED = { "x-forwarded-host": "andon.plant", "x-forwarded-proto": "https" };

test.each([
  [{}, "http://board:8080/x", {}, "http://board:8080", false],
  [{ base: "/andon" }, "http://board:8080/andon/x", {}, "http://board:8080/andon", false],
  [{}, "http://board:8080/x", { ...PROXIED, "x-peer": "proxy" }, "https://andon.plant", false],
  [{}, "http://board:8080/x", PROXIED, "http://board:8080", false],
  [
    {},
    "http://board:8080/x",
    { ...PROXIED, "x-forwarded-host": "andon.plant, inner", "x-peer": "proxy" },
    "https://andon.plant",
    false,
  ],
  [
    {},
    "http://board:8080/x",
    { ...PROXIED, "x-forwarded-proto": "file", "x-peer": "proxy" },
    "http://board:8080",
    false,
  ],
  [{ publicUrl: "https://andon.plant" }, "http://board:8080/x", {}, "https://andon.plant", true],
  [{ publicUrl: "https://andon.plant" }, "http://andon.plant/x", {}, "https://andon.plant", false],
  [
    { publicUrl: "https://andon.plant/a", base: "/a" },
    "http://andon.plant/a/x",
    {},
    "https://andon.plant/a",
    false,
  ],
])("%j asked as %s with %j is %s", async (settings, url, headers, of, isElsewhere) => {
  expect(await ask(settings, url, headers as Record<string, string>)).toEqual({ of, isElsewhere });
});
