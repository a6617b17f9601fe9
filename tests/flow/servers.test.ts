import { expect, test } from "bun:test";
import { z } from "zod";
import { acknowledge, openAlarms, register, report, resolve, sendReadings } from "../support/actions";
import { eventually } from "../support/andon";
import { LEARNED, series, steady, turnsBad } from "../support/builders";
import { describeNeeding } from "../support/needs";
import { whyNoPostgres } from "../support/postgres";
import { joinRedis, whyNoRedis } from "../support/redis";
import { listen } from "../support/socket";
import { openPageSocket } from "./page_socket";
import { useTwoServers } from "./two_servers";

const anomalyId = (data: Record<string, unknown>) => z.string().parse(data.anomaly_id);

describeNeeding([whyNoRedis, whyNoPostgres], "two servers on one Redis and one PostgreSQL", () => {
  const { redis, a, b, roles } = useTwoServers();

  test("a machine registered on one server takes readings on the other at once", async () => {
    await register(a, "Lathe-1");
    expect(await sendReadings(b, series("Lathe-1", 3, steady))).toMatchObject({ accepted: 3, rejected: [] });
    const id = await register(a, "Lathe-2");
    expect((await b.send("GET", `/api/v1/machines/${id}`)).status).toBe(200);
    expect((await b.send("GET", "/api/v1/machines/nobody")).status).toBe(404);
  });

  test("a machine renamed on one server takes readings under its old and new name on the other, and shows both", async () => {
    const id = await register(a, "Saw-1");
    expect((await a.send("PATCH", `/api/v1/machines/${id}`, { name: "Saw-2" })).status).toBe(200);
    for (const name of ["Saw-1", "Saw-2", "Saw-1"])
      expect(await sendReadings(b, series(name, 1, steady))).toMatchObject({ accepted: 1, rejected: [] });
    const known = z.looseObject({ id: z.literal(id), name: z.string(), aliases: z.array(z.string()) });
    const isKnown = async () => (await b.get("/api/v1/machines/Saw-1", known)).aliases.length > 0;
    await eventually(isKnown, "the other server knows its aliases");
    expect((await b.send("POST", "/api/v1/machines", { name: "Saw-1" })).status).toBe(409);
    expect((await b.send("PATCH", `/api/v1/machines/${id}`, { aliases: [] })).status).toBe(200);
    await eventually(
      async () => (await a.send("GET", "/api/v1/machines/Saw-1")).status === 404,
      "the first server knows that it is removed",
    );
  });

  test("readings of one machine that arrive at both servers are judged once, in order; both tell each screen once", async () => {
    const id = await register(a, "Press-1");
    const sockets = await Promise.all(
      [a, b].map((server) => listen(`${server.url}/api/v1/ws/dashboard?machine_id=${id}`)),
    );
    for (const [index, one] of series("Press-1", 170, turnsBad).entries())
      await sendReadings(index % 2 ? a : b, one);
    const heard = await Promise.all(sockets.map((socket) => socket.next("anomaly_detected")));
    expect(heard[0]?.id).toBe(heard[1]?.id);
    expect(heard[0]?.data).toMatchObject({ machine_id: id, metric: "power_kw", value: 90 });
    await Promise.all(sockets.map((socket) => socket.next("metric_updated")));
    for (const socket of sockets) {
      expect(socket.rest().filter(({ type }) => type === "anomaly_detected")).toEqual([]);
      await socket.close();
    }
    expect(await openAlarms(b, id)).toHaveLength(1);
  });

  test("an answer given on one server is on the screens of the other", async () => {
    const { leader, other } = await roles();
    const id = await register(other, "Press-2");
    await using socket = await listen(`${leader.url}/api/v1/ws/anomalies?machine_id=${id}`);
    const alarm = await report(other, id, { severity: "critical", metric_value: 1 });
    await socket.next("anomaly_detected");
    expect((await acknowledge(other, alarm)).status).toBe(200);
    expect((await socket.next("anomaly_updated")).data).toMatchObject({ anomaly_id: alarm, by: "Ada" });
  });

  /**
   * A machine in alarm whose readings all went to the server that does not judge; `rest` is how it goes on.
   */
  async function inAlarm(name: string) {
    const { other } = await roles();
    const id = await register(other, name);
    const readings = series(name, 400, (index) =>
      index < LEARNED ? steady(index) : { power_kw: 90 + Math.sin(index) },
    );
    await using socket = await listen(`${other.url}/api/v1/ws/anomalies?machine_id=${id}`);
    await sendReadings(other, readings.slice(0, 250));
    const alarm = anomalyId((await socket.next("anomaly_detected")).data);
    return { id, other, alarm, rest: readings.slice(250) };
  }

  test("an alarm resolved on the server that does not judge opens anew when the fault goes on", async () => {
    const { id, other, alarm, rest } = await inAlarm("Press-5");
    await using socket = await listen(`${other.url}/api/v1/ws/anomalies?machine_id=${id}`);
    await resolve(other, alarm);
    await socket.next("anomaly_updated");
    await sendReadings(other, rest.slice(0, 20));
    const anew = anomalyId((await socket.next("anomaly_detected")).data);
    expect(anew).not.toBe(alarm);
    // Another program may resolve it as well.
    using program = joinRedis(redis);
    const resolved = { event_type: "anomaly_updated", anomaly_id: anew, machine_id: id, state: "resolved" };
    const event = { ...resolved, severity: "warning", timestamp: new Date().toISOString() };
    await program.publish("anomaly.updated", JSON.stringify(event));
    while ((await socket.next("anomaly_updated")).data.state !== "resolved");
    await sendReadings(other, rest.slice(20, 40));
    expect((await socket.next("anomaly_detected")).data.anomaly_id).not.toBe(anew);
  });

  test.each([
    ["a false alarm", "Press-6", (alarm: string, _: string) => `/api/v1/anomaly/${alarm}/false-alarm`],
    [
      "acceptance as normal",
      "Press-7",
      (_: string, machine: string) => `/api/v1/machines/${machine}/accept-as-normal`,
    ],
  ] as const)("feedback given to the server that does not judge is passed on: %s", async (_, name, path) => {
    const { id, other, alarm, rest } = await inAlarm(name);
    await using socket = await listen(`${other.url}/api/v1/ws/dashboard?machine_id=${id}`);
    expect((await other.send("POST", path(alarm, id), { by: "Ada" })).status).toBe(202);
    await eventually(async () => (await openAlarms(other, id)).length === 0, "it is resolved");
    // A value is announced when it is judged, and the findings before it are stored by then.
    for (const part of [rest.slice(0, 99), rest.slice(99, 100)]) {
      await sendReadings(other, part);
      const last = Date.parse(part.at(-1)!.timestamp);
      while (Date.parse(String((await socket.next("metric_updated")).data.timestamp)) < last);
    }
    expect(await openAlarms(other, id)).toEqual([]);
  });

  test("limits set on the server that does not judge hold at once", async () => {
    const { other } = await roles();
    const id = await register(other, "Press-8");
    await using socket = await listen(`${other.url}/api/v1/ws/anomalies?machine_id=${id}`);
    const limits = { metrics: [{ metric: "power_kw", high: 60 }], silent_minutes: 0.02 };
    expect((await other.send("PUT", `/api/v1/machines/${id}/limits`, limits)).status).toBe(200);
    const began = performance.now();
    const over = series("Press-8", 1, () => ({ power_kw: 70 }));
    await sendReadings(other, over);
    expect((await socket.next("anomaly_detected", 3_000)).data).toMatchObject({ detection_method: "limit" });
    console.log(`a limit set on the other server alarms after ${Math.round(performance.now() - began)} ms`);
  });

  test("a screen of one server is listed on the other, and found from there", async () => {
    const page = openPageSocket(a.url);
    await eventually(() => page.frames().includes("beat"), "it is greeted");
    const about = { id: "hall2", name: "Hall 2", path: "/", build: "b", echo: null, frame: 0, losses: 0 };
    page.say(JSON.stringify({ ...about, hidden: false, wake: null, sound: null }));
    const isListed = async () => (await b.text("/diagnostics")).includes("Hall 2");
    await eventually(isListed, "the other server lists it", 10_000);
    await b.submit("/diagnostics/find", { screen: "hall2" });
    await eventually(() => page.frames().includes('hx-target="#found"'), "it flashes");
    page.close();
  });
});
