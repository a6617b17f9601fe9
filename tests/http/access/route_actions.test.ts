import { expect, test } from "bun:test";
import { ROUTE_ACTIONS } from "../../../src/http/access/route_actions";
import { openSiteApp } from "../../support/site_app";

/** Middleware, which answers nothing by itself; any other route has a path of its own. */
const isMiddleware = ({ method, path }: { method: string; path: string }) =>
  path.endsWith("*") && (method === "ALL" || `${method} ${path}` === "GET /*");

test("every route of the app has an entry in the table, and every entry a route", async () => {
  const { app } = await openSiteApp();
  const routes = app.routes.filter((route) => !isMiddleware(route));
  expect(routes.length).toBeGreaterThan(80);
  expect(routes.filter(({ path }) => path.includes("*"))).toEqual([]);
  const named = [...new Set(routes.map(({ method, path }) => `${method} ${path}`))];
  expect(named.toSorted()).toEqual(Object.keys(ROUTE_ACTIONS).toSorted());
});

test("a route without an entry is refused to everybody, with ACCESS open too", async () => {
  const { app, ask } = await openSiteApp();
  app.get("/not-in-the-table", (c) => c.text("secret"));
  const answer = await ask("/not-in-the-table");
  expect(answer.status).toBe(403);
  expect(await answer.text()).not.toContain("secret");
});

test("under a base path the same entries hold", async () => {
  const { ask } = await openSiteApp({ base: "/plant/andon", access: { mode: "closed" } });
  const statuses = ["/api/v1/plant", "/", "", "/healthz", "/sign-in"].map(
    async (path) => (await ask(path)).status,
  );
  expect(await Promise.all(statuses)).toEqual([401, 401, 401, 200, 200]);
});

test("nothing that changes something is open to those who only look", () => {
  const looked = Object.entries(ROUTE_ACTIONS).filter(
    ([route, action]) => action === "look" && !route.startsWith("GET "),
  );
  // It computes, and keeps nothing.
  expect(looked).toEqual([["POST /api/v1/baseline/predict", "look"]]);
  const isPublic = Object.keys(ROUTE_ACTIONS).filter((route) => ROUTE_ACTIONS[route] === "public");
  expect(
    isPublic.filter(
      (route) =>
        !/ \/(healthz|readyz|assets\/:name|worker\.js|sign-(in|out)(\/link|\/oidc(\/callback)?)?|kiosk\/pair(\/forget)?)$/.test(
          route,
        ),
    ),
  ).toEqual([]);
});
