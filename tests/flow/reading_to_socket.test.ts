import { afterAll, beforeAll, expect, test } from "bun:test";
import { eventually, series, startAndon, type TestAndon } from "../support/andon";
import { listen } from "../support/socket";

let andon: TestAndon;
beforeAll(async () => {
  andon = await startAndon();
});
afterAll(() => andon[Symbol.asyncDispose]());

const steady = (index: number) => ({ power_kw: 50 + Math.sin(index * 1.7) });
const broken = (index: number) => ({ power_kw: index < 150 ? steady(index).power_kw : 90 });

async function register(name: string): Promise<string> {
  const response = await andon.post("/api/v1/machines", { name, type: "compressor" });
  expect(response.status).toBe(201);
  return ((await response.json()) as { id: string }).id;
}

test("an anomaly in posted readings reaches a program's socket, once, with what was measured and expected", async () => {
  const id = await register("Press-1");
  await using socket = await listen(`${andon.url}/api/v1/ws/dashboard?machine_id=${id}`);
  const response = await andon.post("/api/v1/readings", series("Press-1", 170, broken));
  expect(await response.json()).toEqual({ accepted: 170, rejected: [] });
  const { data } = await socket.next("anomaly_detected");
  expect(data).toMatchObject({ machine_id: id, machine_name: "Press-1", metric: "power_kw", value: 90 });
  expect(Math.round(data.expected_value as number)).toBe(50);
  expect((await andon.get(`/api/v1/anomaly/active?machine_id=${id}`)).total_count).toBe(1);
});

test("202 means on disk: what was accepted survives a kill", async () => {
  const id = await register("Press-2");
  await andon.post("/api/v1/readings", series("Press-2", 5, steady));
  await andon.kill();
  await andon.start();
  const board = await (await fetch(`${andon.url}/?machine=${id}`)).text();
  expect(board).toContain('data-metric="power_kw"');
  expect(board).not.toContain("No reading yet");
});

test("good rows are kept when others are bad, and each bad one is named", async () => {
  await register("Press-3");
  const [good] = series("Press-3", 1, steady);
  const rows = [good, { ...good, machine_id: "Nobody" }, { ...good, metrics: { power_kw: "much" } }];
  const answer = (await (await andon.post("/api/v1/readings", rows)).json()) as any;
  expect(answer.accepted).toBe(1);
  expect(answer.rejected.map(({ index }: { index: number }) => index)).toEqual([1, 2]);
  expect(answer.rejected[0].error).toContain('"Nobody"');
});

test("a program that comes back with its cursor is told what it missed, once and in order", async () => {
  const id = await register("Press-4");
  const create = (note: number) =>
    andon.post("/api/v1/anomaly/create", {
      machine_id: id,
      detected_at: new Date(Date.now() - note * 1000).toISOString(),
      anomaly_type: "spike",
      severity: "warning",
      metric_value: note,
    });
  const url = `${andon.url}/api/v1/ws/anomalies?machine_id=${id}`;
  await using first = await listen(url);
  await create(1);
  const seen = await first.next("anomaly_detected");
  await first.close();
  for (const note of [2, 3, 4]) await create(note);
  await using second = await listen(`${url}&after=${seen.id}`);
  await create(5);
  const values = [];
  while (values.length < 4) values.push((await second.next("anomaly_detected")).data.value);
  expect(values).toEqual([2, 3, 4, 5]);
});

test("a cursor of another log is answered with a gap, never with nothing", async () => {
  await using socket = await listen(`${andon.url}/api/v1/ws/dashboard?after=elsewhere-7`);
  expect(await socket.next("gap")).toMatchObject({ from: "elsewhere-7" });
});

test("a foreign page gets neither a socket nor a change", async () => {
  const foreign = { origin: "http://evil.example" };
  const change = await fetch(`${andon.url}/api/v1/machines`, {
    method: "POST",
    headers: foreign,
    body: "{}",
  });
  expect(change.status).toBe(403);
  const upgrade = { ...foreign, connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13" };
  const socket = await fetch(`${andon.url}/live?page=board`, {
    headers: { ...upgrade, "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==" },
  });
  expect(socket.status).toBe(403);
});

test("on SIGTERM sockets are told to come back (1012) and the process ends with 0 within 5 s", async () => {
  await using socket = await listen(`${andon.url}/api/v1/ws/events`);
  const began = performance.now();
  expect(await andon.stop()).toBe(0);
  expect(performance.now() - began).toBeLessThan(5_000);
  expect(await socket.closed).toBe(1012);
  await andon.start();
  await eventually(async () => (await fetch(`${andon.url}/readyz`)).ok, "ready again");
});

test("a bad setting stops the start with 78 and names every bad value", async () => {
  const started = Bun.spawn([process.execPath, "src/main.ts"], {
    env: { PATH: Bun.env.PATH, PORT: "many", POLL_SECONDS: "0" },
    stderr: "pipe",
  });
  expect(await started.exited).toBe(78);
  const said = await new Response(started.stderr).text();
  expect(said).toContain('PORT="many"');
  expect(said).toContain('POLL_SECONDS="0"');
});
