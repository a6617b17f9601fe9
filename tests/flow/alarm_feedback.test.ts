import { describe, expect, test } from "bun:test";
import { openAlarms, register, resolve, sendReadings } from "../support/actions";
import { eventually } from "../support/andon";
import { anomaliesAnswer, eventsAnswer } from "../support/answers";
import { LEARNED, series } from "../support/builders";
import { listen } from "../support/socket";
import { useAndon } from "../support/use";

const andon = useAndon({ PLANT_TIMEZONE: "Asia/Tokyo" });

const steady = (index: number) => ({ power_kw: 50 + Math.sin(index * 1.7), flow_m3h: 20 + Math.cos(index) });
const faulty = (index: number) => ({ ...steady(index), power_kw: 90 + Math.sin(index) });

const alarmsOf = (machineId: string) => openAlarms(andon, machineId);
async function alarmNow(alarmId: string, machineId: string) {
  const path = `/api/v1/anomaly/recent?machine_id=${machineId}&limit=200`;
  const { anomalies } = await andon.get(path, anomaliesAnswer);
  return anomalies.find(({ id }) => id === alarmId);
}

/** A machine that was learned and then went wrong; `rest` is how it goes on. */
async function inAlarm(name: string, count = LEARNED + 10) {
  const id = await register(andon, name, { type: "compressor" });
  const readings = series(name, 400, (index) => (index < LEARNED ? steady(index) : faulty(index)));
  await sendReadings(andon, readings.slice(0, count));
  const alarm = await eventually(async () => (await alarmsOf(id))[0], `${name} is in alarm`);
  return { id, alarm, rest: readings.slice(count) };
}

/**
 * Posts readings; resolves when all but the last are judged, for they are judged before the next are stored.
 */
async function judged(readings: unknown[]) {
  await sendReadings(andon, readings.slice(0, -1));
  await sendReadings(andon, readings.slice(-1));
}

const answer = (fields: Record<string, string>, headers?: Record<string, string>) =>
  andon.submit("/anomalies/answer", fields, headers);
const HTMX = { "hx-request": "true" };

describe("an alarm that was resolved by hand", () => {
  test("opens anew, with another id, when the fault goes on", async () => {
    const { id, alarm, rest } = await inAlarm("Press-1");
    await using socket = await listen(`${andon.url}/api/v1/ws/anomalies?machine_id=${id}`);
    await resolve(andon, alarm.id);
    await socket.next("anomaly_updated");
    await judged(rest.slice(0, 2));
    expect(await alarmsOf(id)).toEqual([]); // not before the on-delay
    await sendReadings(andon, rest.slice(2, 10));
    const { data } = await socket.next("anomaly_detected");
    expect(data).toMatchObject({ machine_id: id, metric: "power_kw" });
    expect(data.anomaly_id).not.toBe(alarm.id);
  });
});

describe("a false alarm", () => {
  test("is resolved with name and note, and its cause is normal from then on", async () => {
    const { id, alarm, rest } = await inAlarm("Press-2", LEARNED + 100);
    await using socket = await listen(`${andon.url}/api/v1/ws/anomalies?machine_id=${id}`);
    const path = `/api/v1/anomaly/${alarm.id}/false-alarm`;
    const response = await andon.send("POST", path, { by: "Ada", note: "new tool" });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      state: "resolved",
      acknowledged_by: null,
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
  });

  test("is reported once, with a name, about an alarm that exists", async () => {
    const { alarm } = await inAlarm("Press-3");
    const path = `/api/v1/anomaly/${alarm.id}/false-alarm`;
    const status = async (path: string, body: object) => (await andon.send("POST", path, body)).status;
    expect(await status(path, {})).toBe(400);
    expect(await status("/api/v1/anomaly/nothing/false-alarm", { by: "Ada" })).toBe(404);
    expect(await status(path, { by: "Ada" })).toBe(200);
    expect(await status(path, { by: "Bob" })).toBe(409);
  });

  test("can be reported with the button of its row, without script", async () => {
    const { id, alarm } = await inAlarm("Press-4");
    expect(await andon.text("/anomalies")).toContain(`form="answer" name="false_alarm" value="${alarm.id}"`);
    expect((await answer({ false_alarm: alarm.id, by: "Ada" })).status).toBe(302);
    expect(await alarmNow(alarm.id, id)).toMatchObject({ state: "resolved", resolved_by: "Ada" });
    expect((await answer({ false_alarm: "nothing" }, HTMX)).status).toBe(404);
  });
});

describe("an answer that was taken back", () => {
  test.each(["false-alarm", "resolve"])(
    "%s leaves one alarm, which goes on and clears by good values",
    async (act) => {
      const { id, alarm, rest } = await inAlarm(`Undo-${act}`, LEARNED + 100);
      const path = `/api/v1/anomaly/${alarm.id}`;
      const closed = await andon.send(act === "resolve" ? "PUT" : "POST", `${path}/${act}`, { by: "Ada" });
      expect(closed.status).toBe(200);
      expect((await andon.send("POST", `${path}/undo`, { by: "Bob" })).status).toBe(409);
      expect((await andon.send("POST", `${path}/undo`, { by: "Ada" })).status).toBe(200);
      await judged(rest.slice(0, 60));
      expect(await alarmsOf(id)).toMatchObject([{ id: alarm.id, state: "new", false_alarm: false }]);
      const last = Date.parse(String(rest.at(60)?.timestamp));
      const good = Array.from({ length: 60 }, (_, n) => ({
        machine_id: `Undo-${act}`,
        timestamp: new Date(last + n * 1000).toISOString(),
        metrics: steady(n),
      }));
      await judged(good);
      await eventually(
        async () => (await alarmNow(alarm.id, id))?.state === "cleared",
        "the alarm clears by itself",
      );
    },
  );
});

describe("accepting a machine's behaviour as normal", () => {
  test("resolves the open alarm, raises none as it goes on, and is in the log with the name", async () => {
    const { id, alarm, rest } = await inAlarm("Press-5", LEARNED + 100);
    const response = await andon.send("POST", "/api/v1/machines/Press-5/accept-as-normal", { by: "Ada" });
    expect([response.status, await response.json()]).toEqual([200, { machine_id: id, accepted_by: "Ada" }]);
    expect(await alarmNow(alarm.id, id)).toMatchObject({ state: "resolved", acknowledged_by: "Ada" });
    await judged(rest.slice(0, 100));
    expect(await alarmsOf(id)).toEqual([]);
    const { events } = await andon.get("/api/v1/events?type=system_alert&limit=100", eventsAnswer);
    expect(events.map(({ message }) => message)).toContain(
      "Ada accepted the current behaviour of Press-5 as normal",
    );
  });

  test("can be done with a button, and only for a machine that exists", async () => {
    const { id, alarm } = await inAlarm("Press-6");
    expect((await answer({ accept_as_normal: id, by: "Ada" }, HTMX)).status).toBe(204);
    expect(await alarmNow(alarm.id, id)).toMatchObject({ state: "resolved" });
    expect((await answer({ accept_as_normal: "nothing" })).status).toBe(404);
    const unknown = "/api/v1/machines/nothing/accept-as-normal";
    expect((await andon.send("POST", unknown, { by: "Ada" })).status).toBe(404);
  });
});

test("an alarm gives its reasons: its metrics with their values and expected values, and since when in plant time", async () => {
  const { alarm } = await inAlarm("Press-7");
  const [first] = alarm.contributors;
  expect(first).toMatchObject({ metric: "power_kw", value: alarm.metric_value });
  expect(first?.share).toBeGreaterThan(0.5);
  const hour = new Date(alarm.detected_at).toLocaleTimeString("en-GB", {
    timeZone: "Asia/Tokyo",
    hour: "2-digit",
  });
  expect(alarm.reason).toContain(`; since ${hour}`);
  expect(await andon.text("/anomalies")).toContain("of the score");
});

test("the tile shows how much of the learning is done", async () => {
  await register(andon, "Press-8");
  await sendReadings(andon, series("Press-8", 40, steady));
  const tile = () => andon.text("/?machine=Press-8");
  await eventually(async () => /learning,? 40 %/i.test(await tile()), "the tile says 40 %");
});
