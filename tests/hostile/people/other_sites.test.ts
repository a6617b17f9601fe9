import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { ROUTE_ACTIONS } from "../../../src/http/access/route_actions";
import { SLOW_MACHINE_MS } from "../../support/needs";
import { form, PROXY, type SiteApp } from "../../support/site_app";
import { changesIn, openPlant } from "./plant";

setDefaultTimeout(SLOW_MACHINE_MS);

/** The address under which the app is asked here. */
const OWN = "http://127.0.0.1:8080";
const CHANGING = Object.keys(ROUTE_ACTIONS).filter((route) => !route.startsWith("GET "));

/** What a page of another site makes a browser send, or can make it leave out. */
const FOREIGN: Record<string, Record<string, string>> = {
  "another site": { origin: "https://evil.example" },
  "a page without an origin, such as a sandboxed frame": { origin: "null" },
  "another port of this host": { origin: "http://127.0.0.1:8081" },
  "no port": { origin: "http://127.0.0.1" },
  "a name that begins like this host": { origin: "http://127.0.0.1:8080.evil.example" },
  "a user of that name elsewhere": { origin: "http://127.0.0.1:8080@evil.example" },
  "another site that claims to be behind a proxy": {
    origin: "https://evil.example",
    "x-forwarded-host": "evil.example",
    "x-forwarded-for": "10.0.0.1",
    forwarded: "for=10.0.0.1;host=evil.example;proto=https",
  },
  "a browser that leaves Origin out": { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" },
  "the same site on another port, without Origin": { "sec-fetch-site": "same-site" },
};
const CONTENT: [type: string, body: string][] = [
  ["application/x-www-form-urlencoded", "role=administrator&active=1&acknowledge=x&name=Eve&login=eve"],
  ["text/plain", '{"name":"Eve","login":"eve","role":"administrator"}'],
  [
    "multipart/form-data; boundary=x",
    '--x\r\ncontent-disposition: form-data; name="name"\r\n\r\nEve\r\n--x--\r\n',
  ],
  ["application/json", '{"name":"Eve","login":"eve","role":"administrator"}'],
];

async function statusOf({ ask, machine }: SiteApp, route: string, init: RequestInit, from?: string) {
  const [method = "", pattern = ""] = route.split(" ");
  return (await ask(pattern.replace(":id", machine.id), { method, ...init }, from)).status;
}

test("of another site's page no route takes a change, whatever it says it is, in any form", async () => {
  // Where nobody signs in no cookie has to come along: this is all that protects.
  const site = await openPlant({ access: { mode: "open" } });
  const before = await changesIn(site);
  const passed: string[] = [];
  for (const route of CHANGING)
    for (const [who, headers] of Object.entries(FOREIGN))
      for (const [type, body] of CONTENT) {
        const status = await statusOf(site, route, { body, headers: { ...headers, "content-type": type } });
        if (status !== 403) passed.push(`${route} of ${who} as ${type}: ${status}`);
      }
  expect(passed).toEqual([]);
  expect(await changesIn(site)).toBe(before);
  expect(CHANGING.length).toBeGreaterThan(45);
});

test("of its own pages and of programs every route takes what it is for", async () => {
  const site = await openPlant({ access: { mode: "open" } });
  const own: Record<string, string>[] = [
    { origin: OWN },
    { origin: OWN, "sec-fetch-site": "same-origin" },
    {},
  ];
  for (const route of CHANGING)
    for (const headers of own) {
      const type = { "content-type": "application/x-www-form-urlencoded" };
      const status = await statusOf(site, route, { body: "x=1", headers: { ...headers, ...type } });
      expect([route, headers, status === 403]).toEqual([route, headers, false]);
    }
});

describe("over https", () => {
  const https = (origin: string) =>
    form({ login: "x", password: "y" }, { origin, host: "andon.plant", "x-forwarded-proto": "https" });

  test("a page that came by http is another site's: anybody on the way could have written it", async () => {
    const site = await openPlant();
    const ask = async (origin: string, from?: string) =>
      (await site.ask("/sign-in", https(origin), from)).status;
    expect(await ask("http://andon.plant", PROXY)).toBe(403);
    expect(await ask("https://andon.plant", PROXY)).toBe(401); // the guard: past the door, and a wrong password
    const own = await openPlant({ access: { isTls: true } });
    expect((await own.ask("/sign-in", form({ login: "x" }, { origin: OWN }))).status).toBe(403);
  });

  test("of several proxies the name that the first one says counts, and only of trusted ones", async () => {
    const site = await openPlant();
    const ask = async (origin: string, from?: string) => {
      const headers = { origin, host: "10.0.0.9", "x-forwarded-host": "andon.plant, inner.plant" };
      return (await site.ask("/sign-in", form({ login: "x", password: "y" }, headers), from)).status;
    };
    expect([await ask("http://andon.plant", PROXY), await ask("http://inner.plant", PROXY)]).toEqual([
      401, 403,
    ]);
    expect(await ask("http://andon.plant")).toBe(403);
  });
});

test("no socket opens for another site's page, and no request without a name is its own", async () => {
  const site = await openPlant({ access: { mode: "open" } });
  const statuses: number[] = [];
  for (const path of ["/live", "/api/v1/ws/anomalies"])
    for (const headers of [...Object.values(FOREIGN), { origin: OWN }])
      statuses.push((await site.ask(path, { headers: { ...headers, upgrade: "websocket" } })).status);
  const one = [...Object.keys(FOREIGN).map(() => 403), 200];
  expect(statuses).toEqual([...one, ...one]);
  const nameless = new Request(`${OWN}/sign-in`, form({ login: "x" }, { origin: "null" }));
  expect((await site.app.fetch(nameless, { from: "192.0.2.7" })).status).toBe(403);
});
