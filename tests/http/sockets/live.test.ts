import { afterAll, beforeAll, expect, test } from "bun:test";
import { eventually, startAndon, type TestAndon } from "../../support/andon";

let andon: TestAndon;
beforeAll(async () => {
  andon = await startAndon({ TRUST_PROXY: "127.0.0.1", ACCESS: "open" });
});
afterAll(() => andon[Symbol.asyncDispose]());

const word = (id: string, change = {}) =>
  JSON.stringify({
    ...{ id, name: id, path: "/", build: "b1", echo: null, frame: 0, losses: 0, hidden: false },
    ...{ wake: null, sound: null, ...change },
  });

const listed = async () => (await fetch(`${andon.url}/diagnostics`)).text();
const row = async (id: string) => new RegExp(`<tr id="screen-${id}"[^]*?</tr>`).exec(await listed())?.[0];

/** A page's socket; Bun's own WebSocket may name headers. */
async function open(headers: Record<string, string> = {}) {
  const socket = new WebSocket(`${andon.url.replace("http", "ws")}/live?page=board`, { headers } as never);
  const closed = new Promise<number>((resolve) => (socket.onclose = ({ code }) => resolve(code)));
  const frames: string[] = [];
  socket.onmessage = ({ data }) => void frames.push(String(data));
  await eventually(async () => frames.length > 0, "the greeting");
  return { socket, closed, frames };
}

test("a screen is listed with its address past a trusted proxy and its browser's name", async () => {
  const { socket } = await open({
    "x-forwarded-for": "forged, 192.168.1.77",
    "user-agent": "Mozilla/5.0 (X11) Chrome/140.0.0.0 Safari/537.36",
  });
  socket.send(word("aaaa"));
  const told = await eventually(() => row("aaaa"), "it is listed");
  expect(told).toContain("Chrome 140 · 192.168.1.77");
  expect(told).not.toContain("Mozilla");
  socket.close(1000);
  await eventually(async () => !(await row("aaaa")), "one that was left is listed no more");
});

test("a socket reports on one screen, and messages that are no report are ignored", async () => {
  const { socket } = await open();
  for (const noise of ["ping", "{", word("BAD ID"), word("bbbb", { losses: -1 })]) socket.send(noise);
  socket.send(word("bbbb"));
  socket.send(word("cccc"));
  await eventually(() => row("bbbb"), "it is listed");
  expect(await row("cccc")).toBeUndefined();
  socket.close(1000);
});

test("a socket that sends more than twenty messages in ten seconds is closed", async () => {
  const { socket, closed } = await open();
  for (let n = 0; n < 21; n++) socket.send("ping");
  expect(await closed).toBe(1008);
});

test("a poll reports in a header, in any letters, and a bad header does not matter", async () => {
  const poll = (header: string) =>
    fetch(`${andon.url}/live/since?page=board&after=none-0`, { headers: { "andon-screen": header } });
  expect((await poll(encodeURIComponent(word("dddd", { name: "Łódź <2>" })))).status).toBe(200);
  expect(await row("dddd")).toContain("Łódź &lt;2&gt;");
  expect(await row("dddd")).toContain('data-state="polling"');
  for (const header of ["%", "%7B", "x".repeat(5_000)]) expect((await poll(header)).status).toBe(200);
});

test("find me reaches the socket of that screen alone", async () => {
  const [a, b] = await Promise.all([open(), open()]);
  a.socket.send(word("eeee", { name: "Hall 2" }));
  b.socket.send(word("ffff"));
  await eventually(() => row("eeee").then(async (told) => told && (await row("ffff"))), "both are listed");
  const body = new URLSearchParams({ screen: "eeee" });
  const answer = await fetch(`${andon.url}/diagnostics/find`, { method: "POST", body, redirect: "manual" });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/diagnostics"]);
  await eventually(async () => a.frames.some((frame) => frame.includes("Hall 2")), "it flashes");
  expect(b.frames.filter((frame) => frame.includes("#found"))).toEqual([]);
  for (const { socket } of [a, b]) socket.close(1000);
});
