import { afterAll, beforeAll, expect, test } from "bun:test";
import { countSockets } from "../../../src/http/sockets/socket_limit";
import { startAndon, type TestAndon } from "../../support/andon";
import { listen } from "../../support/socket";

test("an address has its share of sockets, and closing one makes room", () => {
  const count = countSockets(10, 2);
  count.opened("10.0.0.7");
  count.opened("10.0.0.7");
  expect(count.refusal("10.0.0.7")).toContain("10.0.0.7 has 2 sockets");
  expect(count.refusal("10.0.0.8")).toBeUndefined();
  count.closed("10.0.0.7");
  expect(count.refusal("10.0.0.7")).toBeUndefined();
});

test("programs and proxies of this machine share only the total", () => {
  const count = countSockets(3, 1);
  for (const address of ["127.0.0.1", "127.0.0.1", "::ffff:127.0.0.1"]) {
    expect(count.refusal(address)).toBeUndefined();
    count.opened(address);
  }
  expect(count.refusal("127.0.0.1")).toContain("All 3 places");
});

let andon: TestAndon;
beforeAll(async () => {
  andon = await startAndon({ MAX_SOCKETS: "3", MAX_SOCKETS_PER_ADDRESS: "1", TRUST_PROXY: "127.0.0.1" });
});
afterAll(() => andon[Symbol.asyncDispose]());

const UPGRADE = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};

test("one socket too many is refused with 503, until another one closes", async () => {
  const url = `${andon.url}/api/v1/ws/events`;
  await using _first = await listen(url);
  await using _second = await listen(url);
  const third = await listen(url);
  const deadLettered = await fetch(`${andon.url}/live?page=board`, { headers: UPGRADE });
  expect(deadLettered.status).toBe(503);
  expect(deadLettered.headers.get("retry-after")).toBe("10");
  expect(await deadLettered.text()).toContain("MAX_SOCKETS");
  await third.close();
  await using _again = await listen(url);
});

test("a page's socket is for listening: chatter closes it with 1008", async () => {
  const socket = new WebSocket(`${andon.url.replace("http", "ws")}/live?page=board`);
  const closed = new Promise<number>((resolve) => (socket.onclose = ({ code }) => resolve(code)));
  socket.onopen = () => {
    for (let word = 0; word < 100; word++) socket.send("hello");
  };
  expect(await closed).toBe(1008);
});
