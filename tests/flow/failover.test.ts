import { expect, test } from "bun:test";
import { openAlarms, register, sendReadings } from "../support/actions";
import { eventually } from "../support/andon";
import { eventsAnswer } from "../support/answers";
import { LEARNED, series, turnsBad } from "../support/builders";
import { describeNeeding } from "../support/needs";
import { whyNoPostgres } from "../support/postgres";
import { joinRedis, whyNoRedis } from "../support/redis";
import { listen } from "../support/socket";
import { openPageSocket } from "./page_socket";
import { leaderSince, useTwoServers } from "./two_servers";

const NOTE = { event_type: "system_alert", alert_type: "note", severity: "info" };

describeNeeding([whyNoRedis, whyNoPostgres], "two servers, when one or Redis goes away", () => {
  const { redis, a, b, roles } = useTwoServers();

  test("when the leader is killed the other judges within 6 s, from where it was", async () => {
    const { leader, other } = await roles();
    const id = await register(leader, "Press-3");
    // The death falls between the readings that open the alarm and those in which the fault goes on.
    const readings = series("Press-3", 200, turnsBad);
    await sendReadings(other, readings.slice(0, LEARNED + 10));
    const before = await eventually(async () => (await openAlarms(other, id))[0], "an alarm is open");
    await leader.kill();
    const died = performance.now();
    await using socket = await listen(`${other.url}/api/v1/ws/dashboard?machine_id=${id}`);
    await sendReadings(other, readings.slice(LEARNED + 10));
    await socket.next("metric_updated");
    const took = performance.now() - died;
    console.log(`lease moved and judging again after ${Math.round(took)} ms`);
    expect(took).toBeLessThan(6_000);
    expect(await openAlarms(other, id)).toMatchObject([{ id: before.id }]);
    expect(socket.rest().filter(({ type }) => type === "anomaly_detected")).toEqual([]);
    await leader.start();
  });

  test("events that other programs publish while a leader dies are taken in by the next one, all of them and once", async () => {
    const { leader, other } = await roles();
    using program = joinRedis(redis);
    const sent = Array.from({ length: 40 }, (_, index) => `note ${index % 20}`);
    for (const [index, message] of sent.entries()) {
      if (index === 15) await leader.kill();
      await program.publish("system.alert", JSON.stringify({ ...NOTE, message }));
    }
    const stored = async () => {
      const { events } = await other.get("/api/v1/events?type=system_alert&limit=1000", eventsAnswer);
      return events.flatMap(({ message }) => (message?.startsWith("note") ? message : []));
    };
    const all = await eventually(
      async () => (await stored()).length >= sent.length && stored(),
      "all are stored",
      8_000,
    );
    expect(all.toSorted()).toEqual(sent.toSorted());
    await leader.start();
  });

  test("a leader that is stopped hands over at once", async () => {
    const { leader, other } = await roles();
    const before = leaderSince(other);
    const asked = performance.now();
    expect(await leader.stop()).toBe(0);
    await eventually(() => leaderSince(other) > before, "the other judges", 5_000);
    console.log(`handed over ${Math.round(performance.now() - asked)} ms after SIGTERM`);
    await leader.start();
  });

  test("with Redis dead a new alarm is on the screens of both servers within 3 s, and announced once when it is back", async () => {
    const id = await register(a, "Press-4");
    const pages = [a, b].map(({ url }) => openPageSocket(url));
    const sockets = await Promise.all(
      [a, b].map((server) => listen(`${server.url}/api/v1/ws/anomalies?machine_id=${id}`)),
    );
    const readings = series("Press-4", LEARNED + 20, turnsBad);
    await sendReadings(a, readings.slice(0, LEARNED - 1));
    await redis.kill();
    await sendReadings(b, readings.slice(LEARNED - 1));
    const sent = performance.now();
    const row = /data-anomaly-id[^>]*>[^]*Press-4/;
    await eventually(() => pages.every(({ frames }) => row.test(frames())), "the row is on both");
    const took = performance.now() - sent;
    console.log(`with Redis dead: a new alarm on the screens of both servers after ${Math.round(took)} ms`);
    expect(took).toBeLessThan(3_000);
    for (const page of pages) page.forget();
    await redis.start();
    await Promise.all(sockets.map((socket) => socket.next("anomaly_detected", 8_000)));
    for (const { frames } of pages) expect(frames()).not.toContain("data-event-id");
    for (const socket of sockets) {
      expect(socket.rest().filter(({ type }) => type === "anomaly_detected")).toEqual([]);
      await socket.close();
    }
    for (const page of pages) page.close();
  });
});
