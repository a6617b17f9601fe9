import { expect, test } from "bun:test";
import { anomalies, anomaly, span, valuesOf } from "../../support/recording_subscriber";
import { onRedis } from "../../support/redis_scene";

/** Where Redis tells only the place of its newest event. */
const unproven = (cursor = "") => cursor.replace(/-[a-z]{4}$/, "");

onRedis("the log of the bus in Redis", (scene) => {
  test("every server receives every event once, in the order of the log", async () => {
    const [a, b] = [await scene.join(), await scene.join()];
    const cursors = await Promise.all([
      a.bus.announce(anomalies(1, 700)),
      b.bus.announce(anomalies(701, 1400)),
    ]);
    await Promise.all(
      [a, b].map(({ subscriber }) => subscriber.until(() => subscriber.events.length >= 1400)),
    );
    expect(a.subscriber.events).toEqual(b.subscriber.events);
    expect(valuesOf(a.subscriber.events).toSorted((x, y) => Number(x) - Number(y))).toEqual(span(1, 1400));
    expect(a.subscriber.events.filter(({ value }) => Number(value) <= 700).map(({ id }) => id)).toEqual(
      cursors[0],
    );
    expect(a.bus.latest()).toBe(a.subscriber.events.at(-1)?.id ?? "");
  });

  test("an event announced twice keeps its cursor and arrives once, whoever announces it", async () => {
    const [a, b] = [await scene.join(), await scene.join()];
    const event = anomaly(1);
    const [first] = await a.bus.announce([event]);
    expect(await b.bus.announce([event, anomaly(2)])).toContain(first ?? "");
    await a.subscriber.until(() => a.subscriber.events.length === 2);
    expect(valuesOf(a.subscriber.events)).toEqual([1, 2]);
  });

  test("a burst of 5,000 events arrives whole and in order", async () => {
    const { bus, subscriber } = await scene.join();
    const cursors = await bus.announce(anomalies(1, 5000));
    await subscriber.until(() => subscriber.events.length >= 5000);
    expect(valuesOf(subscriber.events)).toEqual(span(1, 5000));
    expect(subscriber.events.map(({ id }) => id)).toEqual(cursors);
  });

  test("since gives the events after a cursor, a page at a time", async () => {
    const { bus } = await scene.join();
    const start = bus.latest();
    const cursors = await bus.announce(anomalies(1, 10));
    const whole = await bus.since(start, 100);
    expect(whole).toMatchObject({ kind: "events", latest: cursors[9], more: false });
    expect(whole.kind === "events" && valuesOf(whole.events)).toEqual(span(1, 10));
    const piece = await bus.since(cursors[3] ?? "", 2);
    expect(piece).toMatchObject({ kind: "events", latest: unproven(cursors[9]), more: true });
    expect(piece.kind === "events" && piece.events.map(({ id }) => id)).toEqual(cursors.slice(4, 6));
  });

  test("a cursor of another epoch, from the future or older than the log is a gap", async () => {
    const { bus } = await scene.join({ streamLength: 10 });
    const start = bus.latest();
    const latest = (await bus.announce(anomalies(1, 5))).at(-1) ?? "";
    expect(await bus.since(start, 10)).toMatchObject({ kind: "events" }); // the guard: nothing is cut yet
    for (const cursor of ["winter-17-0", "spring-3", "nonsense", latest.replace(/-\d+-/, "-99999999999999-")])
      expect(await bus.since(cursor, 10)).toEqual({ kind: "gap", latest });
    await bus.announce(anomalies(6, 500));
    expect(await bus.since(start, 10)).toMatchObject({
      kind: "gap",
      latest: expect.stringContaining(start.split("-")[0] ?? ""),
    });
  });

  test("a cursor that names no event of the log, or another one, is a gap; without letters its stream id names it", async () => {
    const { bus } = await scene.join();
    const [first = "", second = "", third = ""] = await bus.announce(anomalies(1, 3));
    expect(await bus.since(first, 10)).toMatchObject({ kind: "events" }); // the guard
    expect(await bus.since(unproven(first), 10)).toMatchObject({ kind: "events" });
    const [, ms] = second.split("-");
    const between = first.replace(/-\d+-\d+-/, `-${Number(ms) - 1}-7-`);
    for (const cursor of [
      between,
      unproven(between),
      `${second.slice(0, -4)}zzzz`,
      `${unproven(third)}-zzzz`,
    ])
      expect(await bus.since(cursor, 10)).toMatchObject({ kind: "gap" });
  });
});
