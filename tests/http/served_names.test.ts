import { expect, test } from "bun:test";
import { connect } from "node:net";
import { Hono } from "hono";
import { ownNames } from "../../src/http/own_names";
import { hostNameOf, onlyServedNames } from "../../src/http/served_names";
import { useAndon } from "../support/use";

const servedNames = ["andon.plant.example", "*.halls.example", "press-server"];
const app = new Hono()
  .use(onlyServedNames({ base: "/board", servedNames }, (c) => c.req.header("x-peer") === "proxy"))
  .all("*", (c) => c.text("served"));

const ask = (host: string | undefined, path = "/", init: RequestInit = {}) =>
  app.request(path, {
    ...init,
    headers: { ...(host === undefined ? {} : { host }), ...(init.headers as object) },
  });

test.each([
  ...[
    "127.0.0.1:8080",
    "192.0.2.7",
    "[::1]:8080",
    "[2001:DB8::1]",
    "localhost",
    "LOCALHOST:8080",
    "board.localhost",
  ],
  ...[
    "andon.plant.example",
    "Andon.Plant.Example.:443",
    "a.halls.example:1",
    "press-server",
    "andon",
    undefined,
  ],
])("a request under %p is served", async (host) => {
  expect((await ask(host, "/api/v1/machines", { method: "POST" })).status).toBe(200);
});

test.each([
  ...[
    "evil.example",
    "EVIL.example:8080",
    "evil.example.",
    "127.0.0.1.evil.example",
    "halls.example",
    "xhalls.example",
  ],
  ...[
    "andon.plant.example.evil.example",
    "evil.example@127.0.0.1",
    "127.0.0.1, evil.example",
    "evil.example/127.0.0.1",
  ],
  ...["localhost.evil.example", "[::1", "127.0.0.1:8080:1"],
])("a request under %p is not: 421 for a change, a socket, the API and a page", async (host) => {
  const page = { headers: { accept: "text/html,*/*" } };
  for (const [path, init] of [
    ["/api/v1/readings", { method: "POST", headers: { origin: `http://${host}` } }],
    ["/live?page=board", { headers: { upgrade: "websocket", origin: `http://${host}`, ...page.headers } }],
    ["/api/v1/machines", {}],
    ["/machines/healthz", {}],
    ["/assets/page.js", {}],
    ["/", page],
  ] as const)
    expect([path, (await ask(host, path, init)).status]).toEqual([path, 421]);
});

test("the refusal says which setting allows the name: as a page to a person, as JSON to a program", async () => {
  const page = await ask("evil.example:8080", "/", { headers: { accept: "text/html" } });
  expect(page.headers.get("content-type")).toStartWith("text/html");
  expect(await page.text()).toContain("ALLOWED_HOSTS=evil.example");
  const program = await ask("evil.example", "/api/v1/machines");
  expect(await program.json()).toMatchObject({
    error: { code: "misdirected_request", message: expect.stringContaining("ALLOWED_HOSTS=evil.example") },
  });
});

test("a probe is answered under any name, and a trusted proxy has looked at the name itself", async () => {
  for (const path of ["/healthz", "/readyz", "/board/healthz", "/board/readyz"])
    expect((await ask("evil.example", path)).status).toBe(200);
  expect((await ask("evil.example", "/", { headers: { "x-peer": "proxy" } })).status).toBe(200);
});

test("a name is compared in one form", () => {
  expect(hostNameOf("MÜLLER.example:80")).toBe("xn--mller-kva.example");
  expect(hostNameOf("0x7f.1")).toBe("127.0.0.1");
  expect([hostNameOf(""), hostNameOf(":80"), hostNameOf("a b")]).toEqual([undefined, undefined, undefined]);
});

test("a machine knows itself by its name, in its domains, and by multicast DNS", () => {
  const resolver = "nameserver 192.0.2.1\nsearch Plant.example halls.example.\n";
  expect(ownNames("Board-1", resolver)).toEqual([
    "board-1",
    "board-1.local",
    "board-1.plant.example",
    "board-1.halls.example",
  ]);
  expect(ownNames("board-1.dc.example", "")).toEqual(["board-1.dc.example", "board-1", "board-1.local"]);
});

const andon = useAndon({ ALLOWED_HOSTS: "Board.Plant.example:8080, ", PUBLIC_URL: "https://andon.example" });

/** The status of a raw request, which may name several hosts or none. */
function statusOf(lines: string[]): Promise<number> {
  const { port } = new URL(andon.url);
  const { promise, resolve } = Promise.withResolvers<number>();
  const socket = connect(Number(port), "127.0.0.1", () =>
    socket.end(`${lines.join("\r\n")}\r\n\r\n`, "latin1"),
  );
  socket.once("data", (data) => resolve(Number(data.toString().split(" ")[1])));
  socket.once("close", () => resolve(0));
  return promise;
}

test("the server itself: its settings' names and no other; two Hosts never serve a foreign one", async () => {
  const get = (...hosts: string[]) =>
    statusOf(["GET /api/v1/plant HTTP/1.1", "Connection: close", ...hosts.map((host) => `Host: ${host}`)]);
  expect(await get("board.plant.example")).toBe(200);
  expect(await get("andon.example")).toBe(200);
  expect(await get("evil.example")).toBe(421);
  expect(await get("evil.example", "127.0.0.1")).toBeGreaterThanOrEqual(400);
  expect(await get("127.0.0.1", "evil.example")).toBeGreaterThanOrEqual(400);
  const change = ["POST /api/v1/machines HTTP/1.1", "Host: evil.example", "Origin: http://evil.example"];
  expect(await statusOf([...change, "Content-Length: 0"])).toBe(421);
  expect(await statusOf(["GET /healthz HTTP/1.1", "Host: evil.example"])).toBe(200);
});

test.each(["a{b", 'a"b', "\xff", "\xe9", "", "a}b", "a`b", "a<b", "a b"])(
  "under the Host %p, which is none, no part of a path is served as another",
  async (host) => {
    for (const path of [
      "/gateway/api/v1/plant",
      "/xxxxxxx/api/v1/plant",
      "/a:b/api/v1/plant",
      "/a/api/v1/plant",
    ]) {
      const status = await statusOf([`GET ${path} HTTP/1.1`, `Host: ${host}`, "Connection: close"]);
      expect([path, status]).not.toEqual([path, 200]);
    }
  },
);

test("a program that names no host, as HTTP/1.0 allows, gets what it asks for and nothing else", async () => {
  const get = (path: string) => statusOf([`GET ${path} HTTP/1.0`]);
  expect([await get("/healthz"), await get("/api/v1/plant"), await get("/")]).toEqual([200, 200, 200]);
  expect([await get("/gateway/api/v1/plant"), await get("//api/v1/plant")]).not.toContain(500);
  expect(await get("/gateway/api/v1/plant")).toBe(404);
});
