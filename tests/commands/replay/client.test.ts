import { afterAll, expect, test } from "bun:test";
import type { Reading } from "../../../src/domain/machine/reading";
import { MACHINE_DEFAULTS } from "../../../src/domain/machine/machine";
import { validate } from "../../../src/ingest/validate";
import { parseReadings } from "../../../src/ingest/parse/parse";
import { machineId, plantZone, type ReplayClient, sendAll } from "../../../src/commands/replay/client";
import { planReplay } from "../../../src/commands/replay/plan";

const START = Date.parse("2026-04-15T08:00:00Z");
const closers: (() => void)[] = [];
afterAll(() => closers.forEach((close) => close()));

/** A server with the real door that knows one machine; `busy` is how often it answers 429 first. */
function serve({ busy = 0, timezone = "Europe/Berlin" as string | null } = {}) {
  const machines = [{ id: "p7", name: "Pump 7", aliases: ["Pump 6"] }];
  const calls: Reading[][] = [];
  let time = START;
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    routes: {
      "/api/v1/plant": () => (timezone ? Response.json({ timezone }) : new Response("", { status: 404 })),
      "/api/v1/machines": {
        GET: () => Response.json(machines),
        async POST(request) {
          const machine = { id: `id-${machines.length}`, ...(await request.json()) };
          machines.push(machine);
          return Response.json(machine, { status: 201 });
        },
      },
      "/api/v1/readings": {
        async POST(request) {
          if (busy-- > 0) return new Response("", { status: 429, headers: { "Retry-After": "3" } });
          const parsed = parseReadings(request.headers.get("Content-Type") ?? "", await request.text());
          if (parsed.kind === "refused")
            return Response.json({ error: { message: parsed.message } }, { status: parsed.status });
          const machine = (id: string) => {
            const known = machines.find((known) => known.id === id);
            return known && { ...MACHINE_DEFAULTS, ...known };
          };
          const { readings, rejected, dropped, droppedCount } = validate(parsed.rows, { machine, now: time });
          calls.push(readings);
          const answer = { accepted: readings.length, rejected, dropped, dropped_count: droppedCount };
          return Response.json(answer, { status: readings.length > 0 ? 202 : 400 });
        },
      },
    },
  });
  closers.push(() => void server.stop(true));
  const client: ReplayClient = {
    url: server.url.origin,
    fetch,
    now: () => time,
    wait: async (ms) => void (time += ms),
  };
  return { client, calls, machines, passed: () => time - START };
}

function plan(id: string, seconds: number[], speed: number) {
  const rows = seconds.map((second, i) => ({
    at: second * 1000,
    line: i + 2,
    metrics: { a: second },
    mode: null,
  }));
  return planReplay(rows, { machineId: id, speed, keepTimes: false, start: START });
}

test("the plant's zone is asked for, UTC where none is told", async () => {
  expect(await plantZone(serve().client)).toBe("Europe/Berlin");
  expect(await plantZone(serve({ timezone: null }).client)).toBe("UTC");
});

test("a machine is found by name or id, an unknown one is registered", async () => {
  const { client, machines } = serve();
  expect(await machineId(client, "Pump 7")).toEqual({ id: "p7", registered: false });
  expect(await machineId(client, "p7")).toEqual({ id: "p7", registered: false });
  expect(await machineId(client, " Pump\u00a07")).toEqual({ id: "p7", registered: false });
  expect(await machineId(client, "P7")).toEqual({ id: "p7", registered: false });
  expect(await machineId(client, "Pump  6")).toEqual({ id: "p7", registered: false });
  expect(await machineId(client, "Press 1")).toEqual({ id: "id-1", registered: true });
  expect(machines.map(({ name }) => name)).toEqual(["Pump 7", "Press 1"]);
});

test("every row is sent once, in its time, and those that are due together travel together", async () => {
  const { client, calls, passed } = serve();
  const seconds = Array.from({ length: 601 }, (_, second) => second);
  expect(await sendAll(client, plan("p7", seconds, 60))).toEqual({
    sent: 601,
    accepted: 601,
    rejected: 0,
    dropped: 0,
    firstError: null,
    skipped: [],
  });
  expect(calls.flat().map(({ metrics }) => metrics["a"])).toEqual(seconds);
  expect(calls.length).toBe(51);
  expect(passed()).toBeCloseTo(10_000, -1);
});

test("a busy server is waited for as long as it asks", async () => {
  const { client, passed } = serve({ busy: 2 });
  expect(await sendAll(client, plan("p7", [0], 1))).toMatchObject({ accepted: 1 });
  expect(passed()).toBe(6000);
});

test("rejected rows are counted and the first reason is told", async () => {
  const { client } = serve();
  const result = await sendAll(client, plan("nobody", [0, 1], 1));
  expect(result).toMatchObject({ accepted: 0, rejected: 2 });
  const error = expect.stringContaining('no machine has the id or name "nobody"');
  expect(result.firstError).toEqual(error);
  expect(result.skipped).toEqual([
    { line: 2, column: null, why: error },
    { line: 3, column: null, why: error },
  ]);
});

test("a value that the server drops is named with its line and column", async () => {
  const { client } = serve();
  const rows = [1, -32768].map((a, i) => ({ at: i, line: 7 + i, metrics: { a }, mode: null }));
  const due = planReplay(rows, { machineId: "p7", speed: 1, keepTimes: false, start: START });
  expect(await sendAll(client, due)).toMatchObject({
    accepted: 2,
    dropped: 1,
    skipped: [{ line: 8, column: "a", why: expect.stringContaining("implausible") }],
  });
});

test("a server that is away, refuses or is no Andon is told in a sentence", async () => {
  const { client } = serve();
  const away = { ...client, url: "http://127.0.0.1:1" };
  await expect(machineId(away, "p7")).rejects.toThrow("Cannot reach http://127.0.0.1:1: ");
  const elsewhere = { ...client, url: `${client.url}/nowhere` };
  await expect(machineId(elsewhere, "p7")).rejects.toThrow("/nowhere/api/v1/machines answers 404");
  const refusing = {
    ...client,
    fetch: async () => Response.json({ error: { message: "no room" } }, { status: 413 }),
  };
  await expect(sendAll(refusing, plan("p7", [0], 1))).rejects.toThrow("answers 413: no room");
  const strange = { ...client, fetch: async () => new Response("<html>") };
  await expect(machineId(strange, "p7")).rejects.toThrow('answers "<html>", not JSON');
});
