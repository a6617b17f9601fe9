import { expect, test } from "bun:test";
import { register, report, sendReadings } from "../support/actions";
import { eventually } from "../support/andon";
import { anomaliesAnswer } from "../support/answers";
import { series, steady, turnsBad } from "../support/builders";
import { listen } from "../support/socket";
import { useAndon } from "../support/use";

const andon = useAndon();

test("an anomaly in posted readings reaches a program's socket once, with the measured and the expected value", async () => {
  const id = await register(andon, "Press-1", { type: "compressor" });
  await using socket = await listen(`${andon.url}/api/v1/ws/dashboard?machine_id=${id}`);
  expect(await sendReadings(andon, series("Press-1", 170, turnsBad))).toEqual({
    accepted: 170,
    rejected: [],
    dropped: [],
    dropped_count: 0,
  });
  const { data } = await socket.next("anomaly_detected");
  expect(data).toMatchObject({ machine_id: id, machine_name: "Press-1", metric: "power_kw", value: 90 });
  expect(Math.round(data.expected_value as number)).toBe(50);
  expect((await andon.get(`/api/v1/anomaly/active?machine_id=${id}`, anomaliesAnswer)).total_count).toBe(1);
});

test("202 means on disk: accepted readings survive a kill", async () => {
  const id = await register(andon, "Press-2");
  await sendReadings(andon, series("Press-2", 5, steady));
  await andon.kill();
  await andon.start();
  const board = await andon.text(`/?machine=${id}`);
  expect(board).toContain('data-metric="power_kw"');
  expect(board).not.toContain("No reading yet");
});

test("good rows are stored when others are bad, and each bad one is named", async () => {
  await register(andon, "Press-3");
  const [good] = series("Press-3", 1, steady);
  const rows = [good, { ...good, machine_id: "Nobody" }, { ...good, timestamp: "noon" }];
  const { accepted, rejected } = await sendReadings(andon, rows);
  expect(accepted).toBe(1);
  expect(rejected.map(({ index }) => index)).toEqual([1, 2]);
  expect(rejected[0]?.error).toContain('"Nobody"');
});

test("a program that comes back with its cursor is sent the events it missed, once and in order", async () => {
  const id = await register(andon, "Press-4");
  const create = (note: number) =>
    report(andon, id, {
      detected_at: new Date(Date.now() - note * 1000).toISOString(),
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

test("a page of another site gets neither a socket nor a change", async () => {
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
  await eventually(async () => (await andon.send("GET", "/readyz")).ok, "ready again");
});

test("a bad setting stops the start with 78 and names every bad value", async () => {
  const started = Bun.spawn([process.execPath, "src/main.ts"], {
    env: { PATH: Bun.env.PATH, PORT: "many", POLL_SECONDS: "0" },
    stderr: "pipe",
  });
  expect(await started.exited).toBe(78);
  const complaint = await new Response(started.stderr).text();
  expect(complaint).toContain('PORT="many"');
  expect(complaint).toContain('POLL_SECONDS="0"');
});
