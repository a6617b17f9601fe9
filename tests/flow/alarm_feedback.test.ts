import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eventually, series, startAndon, type TestAndon } from "../support/andon";
import { listen } from "../support/socket";

let andon: TestAndon;
beforeAll(async () => {
  andon = await startAndon({ PLANT_TIMEZONE: "Asia/Tokyo" });
});
afterAll(() => andon[Symbol.asyncDispose]());

const LEARNED = 150;
const steady = (index: number) => ({ power_kw: 50 + Math.sin(index * 1.7), flow_m3h: 20 + Math.cos(index) });
const faulty = (index: number) => ({ ...steady(index), power_kw: 90 + Math.sin(index) });

const alarmsOf = async (id: string) =>
  (await andon.get(`/api/v1/anomaly/active?machine_id=${id}`)).anomalies as any[];
const anomaly = (id: string, machine: string) =>
  andon
    .get(`/api/v1/anomaly/recent?machine_id=${machine}&limit=200`)
    .then(({ anomalies }) => anomalies.find((one: any) => one.id === id));

async function register(name: string): Promise<string> {
  const response = await andon.post("/api/v1/machines", { name, type: "compressor" });
  return ((await response.json()) as { id: string }).id;
}

/** A machine that has learned and then went wrong; what goes on happens within `rest`. */
async function inAlarm(name: string, count = LEARNED + 10) {
  const id = await register(name);
  const readings = series(name, 400, (index) => (index < LEARNED ? steady(index) : faulty(index)));
  await andon.post("/api/v1/readings", readings.slice(0, count));
  const alarm = await eventually(async () => (await alarmsOf(id))[0], `${name} is in alarm`);
  return { id, alarm, rest: readings.slice(count) };
}

/** Posts readings; resolves when all but the last are judged, for they are judged before the next are kept. */
async function judged(readings: unknown[]) {
  await andon.post("/api/v1/readings", readings.slice(0, -1));
  await andon.post("/api/v1/readings", readings.slice(-1));
}

const answer = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${andon.url}/anomalies/answer`, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers,
    redirect: "manual",
  });

describe("an alarm that was resolved by hand", () => {
  test("opens anew, with another id, when the fault goes on", async () => {
    const { id, alarm, rest } = await inAlarm("Press-1");
    const socket = await listen(`${andon.url}/api/v1/ws/anomalies?machine_id=${id}`);
    await fetch(`${andon.url}/api/v1/anomaly/${alarm.id}/resolve`, { method: "PUT" });
    await socket.next("anomaly_updated");
    await judged(rest.slice(0, 2));
    expect(await alarmsOf(id)).toEqual([]); // not before the on-delay
    await andon.post("/api/v1/readings", rest.slice(2, 10));
    const { data } = await socket.next("anomaly_detected");
    expect(data).toMatchObject({ machine_id: id, metric: "power_kw" });
    expect(data.anomaly_id).not.toBe(alarm.id);
    await socket.close();
  });
});

describe("a false alarm", () => {
  test("is resolved with who said so and why, and what it was about is normal from then on", async () => {
    const { id, alarm, rest } = await inAlarm("Press-2", LEARNED + 100);
    const socket = await listen(`${andon.url}/api/v1/ws/anomalies?machine_id=${id}`);
    const said = await andon.post(`/api/v1/anomaly/${alarm.id}/false-alarm`, { by: "Ada", note: "new tool" });
    expect(said.status).toBe(200);
    expect(await said.json()).toMatchObject({
      state: "resolved",
      acknowledged_by: "Ada",
      resolved_by: "Ada",
      false_alarm: true,
      resolution_notes: "new tool",
    });
    expect((await socket.next("anomaly_updated")).data).toMatchObject({
      state: "resolved",
      false_alarm: true,
    });
    await judged(rest.slice(0, 100));
    expect(await alarmsOf(id)).toEqual([]);
    await socket.close();
  });

  test("is said once, by somebody, of an alarm that there is", async () => {
    const { alarm } = await inAlarm("Press-3");
    const path = `/api/v1/anomaly/${alarm.id}/false-alarm`;
    expect((await andon.post(path, {})).status).toBe(400);
    expect((await andon.post("/api/v1/anomaly/nothing/false-alarm", { by: "Ada" })).status).toBe(404);
    expect((await andon.post(path, { by: "Ada" })).status).toBe(200);
    expect((await andon.post(path, { by: "Bob" })).status).toBe(409);
  });

  test("can be said with the button of its row, without script", async () => {
    const { id, alarm } = await inAlarm("Press-4");
    expect(await (await fetch(`${andon.url}/anomalies`)).text()).toContain(
      `form="answer" name="false_alarm" value="${alarm.id}"`,
    );
    const response = await answer({ false_alarm: alarm.id, by: "Ada" });
    expect(response.status).toBe(302);
    expect(await anomaly(alarm.id, id)).toMatchObject({ state: "resolved", acknowledged_by: "Ada" });
    expect((await answer({ false_alarm: "nothing" }, { "hx-request": "true" })).status).toBe(404);
  });
});

describe("what is normal now", () => {
  test("resolves the open alarm, raises none for what goes on, and is in the log with who said it", async () => {
    const { id, alarm, rest } = await inAlarm("Press-5", LEARNED + 100);
    const said = await andon.post("/api/v1/machines/Press-5/accept-as-normal", { by: "Ada" });
    expect([said.status, await said.json()]).toEqual([200, { machine_id: id, accepted_by: "Ada" }]);
    expect(await anomaly(alarm.id, id)).toMatchObject({ state: "resolved", acknowledged_by: "Ada" });
    await judged(rest.slice(0, 100));
    expect(await alarmsOf(id)).toEqual([]);
    const { events } = await andon.get("/api/v1/events?type=system_alert&limit=100");
    expect(events.map(({ message }: any) => message)).toContain(
      "Ada accepted the current behaviour of Press-5 as normal",
    );
  });

  test("can be said with a button, and only of a machine that there is", async () => {
    const { id, alarm } = await inAlarm("Press-6");
    expect((await answer({ accept_as_normal: id, by: "Ada" }, { "hx-request": "true" })).status).toBe(204);
    expect(await anomaly(alarm.id, id)).toMatchObject({ state: "resolved" });
    expect((await answer({ accept_as_normal: "nothing" })).status).toBe(404);
    expect((await andon.post("/api/v1/machines/nothing/accept-as-normal", { by: "Ada" })).status).toBe(404);
  });
});

test("an alarm says why: its metrics with what they are and should be, and since when in plant time", async () => {
  const { alarm } = await inAlarm("Press-7");
  const [first] = alarm.contributors;
  expect(first).toMatchObject({ metric: "power_kw", value: alarm.metric_value });
  expect(first.share).toBeGreaterThan(0.5);
  const hour = new Date(alarm.detected_at).toLocaleTimeString("en-GB", {
    timeZone: "Asia/Tokyo",
    hour: "2-digit",
  });
  expect(alarm.reason).toContain(`; since ${hour}`);
  const page = await (await fetch(`${andon.url}/anomalies`)).text();
  expect(page).toContain("of the score");
});

test("the tile says how much of the learning is done", async () => {
  await register("Press-8");
  await andon.post("/api/v1/readings", series("Press-8", 40, steady));
  await eventually(async () => {
    const page = await (await fetch(`${andon.url}/?machine=Press-8`)).text();
    return /learning,? 40 %/i.test(page);
  }, "the tile says 40 %");
});
