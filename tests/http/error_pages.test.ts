import { expect, test } from "bun:test";
import { Hono } from "hono";
import { handleErrors } from "../../src/http/error_pages";
import { DatabaseFileGone } from "../../src/store/errors";

type Deps = Parameters<typeof handleErrors>[1];

/** A program's answer to a request that fails so, while every dependency answers again. */
async function answerTo(error: Error) {
  const app = new Hono().get("/api/v1/plant", () => {
    throw error;
  });
  const siteConfig = { base: "" } as Deps["siteConfig"];
  handleErrors(app, {
    siteConfig,
    health: { database: async () => {}, bus: async () => {} },
    onError: () => {},
  });
  const response = await app.request("/api/v1/plant");
  return [response.status, response.headers.get("retry-after")];
}

test.each([
  "CONNECTION_CLOSED",
  "CONNECTION_TIMEOUT",
  "CONNECTION_REFUSED",
  "IDLE_TIMEOUT",
  "LIFETIME_TIMEOUT",
])(
  "a connection to the database that ended (%s) is 503, also when the next one is there already",
  async (code) => {
    const error = Object.assign(new Error("Connection closed"), { code: `ERR_POSTGRES_${code}` });
    expect(await answerTo(error)).toEqual([503, "1"]);
  },
);

test("a database file that is gone is 503, anything else an error of ours", async () => {
  expect(await answerTo(new DatabaseFileGone("andon.db"))).toEqual([503, "1"]);
  expect(await answerTo(new Error("no such column"))).toEqual([500, null]);
});
