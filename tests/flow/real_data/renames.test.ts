import { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { register, report } from "../../support/actions";
import { eventually } from "../../support/andon";
import { eventsAnswer, machineAnswer, refusalOf } from "../../support/answers";
import { describeNeeding } from "../../support/needs";
import { joinRedis, whyNoRedis } from "../../support/redis";
import { listen } from "../../support/socket";
import { useRedis } from "../../support/use";
import { iso, reading, usePlant } from "./plant";

const API = "/api/v1";
const folder = mkdtempSync(join(tmpdir(), "andon-renames-"));
const file = join(folder, "andon.db");
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const plant = usePlant({ DATABASE_URL: `sqlite://${file}` });
const { andon, send, post } = plant;

const named = machineAnswer.extend({ aliases: z.array(z.string()), is_active: z.boolean() });
const machineBy = (word: string) => andon.get(`${API}/machines/${encodeURIComponent(word)}`, named);

async function patch(word: string, change: object) {
  const response = await andon.send("PATCH", `${API}/machines/${encodeURIComponent(word)}`, change);
  expect([response.status, response.ok ? "" : await response.text()]).toEqual([200, ""]);
}

/** A machine that was called `was` when its senders were set up. */
async function renamed(was: string, name: string, more: object = {}) {
  const id = await register(andon, was, { data_interval_seconds: 1, ...more });
  await patch(was, { name });
  return id;
}

test("a machine is renamed while a sender goes on under the old name: nothing is rejected, nothing lost", async () => {
  const id = await register(andon, "Press-1", { data_interval_seconds: 1 });
  await plant.limits(id, [{ metric: "power_kw", high: 80 }]);
  const from = Date.now() - 100_000;
  const sent = { under: { "Press-1": 0, "Press-9": 0, "Press 12": 0 }, count: 0 };
  let isOver = false;
  async function sendOn(name: keyof typeof sent.under) {
    const at = from + sent.count++ * 100;
    sent.under[name]++;
    await send({ machine_id: name, timestamp: iso(at), metrics: { power_kw: isOver ? 95 : 50 } });
  }
  const sending = (async () => {
    while (!isOver || sent.count < 150) await sendOn("Press-1");
  })();
  for (const name of ["Press-9", "Press 12"] as const) {
    const before = sent.under["Press-1"];
    await eventually(() => sent.under["Press-1"] > before + 20, "the sender goes on");
    await patch(id, { name });
    await sendOn(name);
  }
  isOver = true;
  await sending;
  await plant.judged();
  expect(await machineBy(id)).toMatchObject({ name: "Press 12", aliases: ["Press-1", "Press-9"] });
  expect((await plant.alarmOn("Press-1", "power_kw")).metric_value).toBe(95);
  using database = new Database(file, { readonly: true });
  const stored = database.query("select raw_count from machines where id = ?").get(id);
  expect(stored).toEqual({ raw_count: sent.count });
});

test.each(["Kühler Süd 1", "Kühler Süd 1".normalize("NFD"), "Kühler\u00a0 Süd 1 "])(
  "readings in each form are the machine's when they name it as it was called before: %p",
  async (word) => {
    if ((await andon.send("GET", `${API}/machines/K%C3%BChler%20S%C3%BCd%201`)).status === 404)
      await renamed("Kühler Süd 1", "Kühler Nord 1");
    const row = reading(word, 0, { temp_c: 20 });
    await send(row);
    for (const [type, body] of [
      ["application/x-ndjson", `${JSON.stringify(row)}\n`],
      ["text/csv", `machine_id,timestamp,temp_c\n${word},${row.timestamp},21\n`],
    ] as const)
      expect(await post(body, type)).toMatchObject({ status: 202, accepted: 1 });
    expect(await machineBy(word)).toMatchObject({ name: "Kühler Nord 1" });
  },
);

test("each address that names a machine answers to the old name as to the id", async () => {
  const id = await renamed("Mixer-1", "Mixer-2");
  await send(reading("Mixer-1", 0, { temp_c: 20 }));
  await report(andon, "Mixer-1");
  const parameter = z.looseObject({ name: z.string(), in: z.string() });
  const operation = z.looseObject({ parameters: z.array(parameter).optional() });
  const { paths } = await andon.get(
    "/openapi.json",
    z.looseObject({ paths: z.record(z.string(), z.looseObject({ get: operation.optional() })) }),
  );
  const asked = Object.entries(paths).flatMap(([path, { get }]) => {
    if (!get) return [];
    if (path.startsWith("/api/v1/machines/{id}")) return [(word: string) => path.replace("{id}", word)];
    const isNarrowed = get.parameters?.some((one) => one.in === "query" && one.name === "machine_id");
    return isNarrowed ? [(word: string) => `${path}?machine_id=${word}`] : [];
  });
  expect(asked.length).toBeGreaterThan(6);
  const pages = ["/?machine=", "/anomalies?machine=", "/machines/", "/history?machine="];
  for (const path of [...asked, ...pages.map((page) => (word: string) => page + word)]) {
    const [byId, byAlias, byNone] = await Promise.all(
      [id, "Mixer-1", "Mixer-3"].map(async (word) => (await andon.send("GET", path(word))).status),
    );
    expect([path("Mixer-1"), byAlias]).toEqual([path("Mixer-1"), byId!]);
    expect([path("Mixer-3"), byNone]).not.toEqual([path("Mixer-3"), 200]);
  }
  expect(await plant.open("Mixer-1")).toHaveLength(1);
  expect(await andon.text("/?machine=Mixer-1")).toContain(`data-machine-id="${id}"`);
});

test("limits, metric settings, streams and the replay of a file take the old name", async () => {
  const id = await renamed("Oven-1", "Oven-2");
  await plant.limits("Oven-1", [{ metric: "temp_c", high: 80 }]);
  const setting = { metric: "temp_c", machine_id: "Oven-1", decimals: 3 };
  expect((await andon.send("PUT", `${API}/metric-settings`, setting)).status).toBe(200);
  await using socket = await listen(`${andon.url}${API}/ws/anomalies?machine_id=Oven-1`);
  const csv = join(folder, "oven.csv");
  const rows = Array.from({ length: 3 }, (_, second) => `${iso(Date.now() - 3000 + second * 1000)},95`);
  await Bun.write(csv, ["timestamp,temp_c", ...rows, ""].join("\n"));
  const script = join(import.meta.dir, "../../../src/commands/replay/replay.ts");
  const replayed = Bun.spawn([process.execPath, script, csv, "--machine", "Oven-1", "--speed", "60"], {
    env: { ...process.env, ANDON_URL: andon.url },
    stdout: "pipe",
    stderr: "pipe",
  });
  expect([await replayed.exited, await new Response(replayed.stderr).text()]).toEqual([0, expect.anything()]);
  expect((await socket.next("anomaly_detected")).data).toMatchObject({ machine_id: id, metric: "temp_c" });
});

test("the old name is taken while its machine is at work, and free when it is removed or the machine retired", async () => {
  const id = await renamed("Saw-1", "Saw-2", {});
  const refused = await refusalOf(await andon.send("POST", `${API}/machines`, { name: "Saw-1" }));
  expect(refused).toMatchObject({
    status: 409,
    message: expect.stringContaining("an earlier name of Saw-2"),
  });
  const other = await register(andon, "Saw-3");
  expect((await andon.send("PATCH", `${API}/machines/${other}`, { name: "Saw-1" })).status).toBe(409);
  await patch(id, { aliases: ["Saw A"] });
  expect(await machineBy("Saw A")).toMatchObject({ id, aliases: ["Saw A"] });
  expect((await post(reading("Saw-1", 0, { temp_c: 20 }))).status).toBe(400);
  await patch(other, { name: "Saw-1" });
  await patch(id, { is_active: false });
  await patch(other, { aliases: ["Saw-2", "Saw A"] });
  expect(await machineBy("Saw A")).toMatchObject({ id: other });
  expect(await machineBy("Saw-2")).toMatchObject({ id: other });
  expect(await machineBy(id)).toMatchObject({ aliases: [], name: expect.stringContaining("(retired") });
  await send(reading("Saw A", 0, { temp_c: 20 }));
});

test("old names outlive a restart, stand on the machine's page, and its form sets them", async () => {
  const id = await renamed("Lathe-1", "Lathe-2");
  await andon.stop();
  await andon.start();
  await send(reading("Lathe-1", 0, { temp_c: 20 }));
  expect(await plant.read(`/machines/${id}`)).toContain("Earlier names, still accepted Lathe-1");
  expect(await andon.text(`/machines/${id}?edit=1`)).toMatch(/<textarea[^>]*name="aliases"[^>]*>Lathe-1</);
  const form = { name: "Lathe-3", type: "other", data_interval_seconds: "1", is_active: "on" };
  const saved = await andon.submit(`/machines/${id}`, {
    ...form,
    aliases: "Lathe-1\r\n Drehbank 1 \r\n\r\n",
  });
  expect(saved.status).toBe(303);
  expect((await machineBy(id)).aliases).toEqual(["Lathe-1", "Drehbank 1", "Lathe-2"]);
  const wrong = await andon.submit(`/machines/${id}`, { ...form, aliases: "x".repeat(121) });
  expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('id="error-aliases"')]);
});

describeNeeding([whyNoRedis], "events of other programs under the old name", () => {
  const redis = useRedis();
  const other = usePlant(() => ({ REDIS_URL: redis.url }));
  let program: ReturnType<typeof joinRedis>;
  beforeAll(() => void (program = joinRedis(redis)));
  afterAll(() => program?.disconnect());

  test("alarms, values and entries of andon:in are the machine's", async () => {
    const id = await register(other.andon, "Press-1");
    expect((await other.andon.send("PATCH", `${API}/machines/${id}`, { name: "Press-9" })).status).toBe(200);
    const found = { metric: "power_kw", value: 71.4, anomaly_score: 3, severity: "critical" };
    const event = { machine_id: "Press-1", ...found, timestamp: iso(Date.now()) };
    await program.publish("anomaly.detected", JSON.stringify(event));
    const inbound = {
      event_type: "anomaly_detected",
      ...event,
      machine_id: undefined,
      machine_name: "Press-1",
    };
    await program.xadd("andon:in", "*", "event", JSON.stringify(inbound));
    await eventually(async () => (await other.open(id)).length === 2, "both are the machine's alarms");
    const machines = async () => {
      const { events } = await other.andon.get(`${API}/events?machine_id=Press-1`, eventsAnswer);
      return events.map(({ machine_id }) => machine_id);
    };
    // An event has its place in the log a moment after its alarm.
    await eventually(async () => (await machines()).length > 0, "their events are found");
    expect(new Set(await machines())).toEqual(new Set([id]));
    await program.publish("metric.updated", JSON.stringify({ ...event, value: 50 }));
    const page = () => other.andon.text(`/machines/${id}`);
    await eventually(async () => (await page()).includes('data-metric="power_kw"'), "the value is read");
  });
});
