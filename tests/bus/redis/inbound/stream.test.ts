import { expect, test } from "bun:test";
import { span, valuesOf } from "../../../support/recording_subscriber";
import { onRedis } from "../../../support/redis_scene";

onRedis("the stream andon:in", (scene) => {
  test("an entry of andon:in is taken in once, even if it was added while no server ran", async () => {
    await scene.addIn(1, 150);
    await scene.other.xadd("andon:in", "*", "event", "{");
    const [a, b] = [await scene.join({ takesInbound: true }), await scene.join({ takesInbound: true })];
    const all = () => [...a.subscriber.externals, ...b.subscriber.externals];
    await Promise.race([a, b].map(({ subscriber }) => subscriber.until(() => all().length === 150)));
    expect(valuesOf(all()).toSorted((x, y) => Number(x) - Number(y))).toEqual(span(1, 150));
    while ((await scene.other.xlen("andon:in")) > 0);
    expect([...a.subscriber.unreadable, ...b.subscriber.unreadable]).toEqual([
      "andon:in the message is not a JSON object",
    ]);
    const [[, fields]] = (await scene.other.xrange("andon:in:refused", "-", "+")) as [[string, string[]]];
    expect(fields.slice(2)).toEqual(["reason", "the message is not a JSON object", "event", "{"]);
    await scene.other.del("andon:in:refused");
  });

  test("an entry of andon:in that could not be recorded is tried again", async () => {
    const { bus, subscriber } = scene.server({ takesInbound: true, retryMs: 20 });
    let failures = 2;
    const { external } = subscriber;
    subscriber.external = async (event) => {
      if (failures-- > 0) throw new Error("the database is away");
      await external(event);
    };
    await bus.subscribe(subscriber);
    await scene.addIn(1, 1);
    await subscriber.until(() => subscriber.externals.length === 1);
    expect(failures).toBe(-1);
    while ((await scene.other.xlen("andon:in")) > 0);
  });

  test("an entry of andon:in that cannot be recorded does not hold up others, and stays", async () => {
    const { bus, subscriber } = scene.server({ takesInbound: true });
    const { external } = subscriber;
    subscriber.external = (event) =>
      event.value === 2 ? Promise.reject(new Error("spoilt")) : external(event);
    await scene.addIn(1, 3);
    await bus.subscribe(subscriber);
    await subscriber.until(() => subscriber.externals.length === 2);
    while ((await scene.other.xlen("andon:in")) > 1);
    const [[, fields]] = (await scene.other.xrange("andon:in", "-", "+")) as [[string, string[]]];
    expect(JSON.parse(fields[1] ?? "")).toMatchObject({ value: 2 });
    expect(valuesOf(subscriber.externals)).toEqual([1, 3]);
  });

  test("an entry that can never be recorded while others can is moved to andon:in:refused, with its reason", async () => {
    const lines: string[] = [];
    const log = { warn: (_: object, text: string) => lines.push(text), info() {} };
    const { bus, subscriber } = scene.server({ takesInbound: true, retryMs: 20, log });
    const { external } = subscriber;
    subscriber.external = (event) =>
      event.value === 0 ? Promise.reject(new Error("spoilt")) : external(event);
    const counted: unknown[] = [];
    subscriber.inboundFailed = (count, reason) => counted.push([count, reason]);
    const deadLetter = new Promise((resolve) => (subscriber.deadLetter = resolve));
    await bus.subscribe(subscriber);
    await scene.addIn(0, 0);
    let isOver = false;
    void deadLetter.then(() => (isOver = true));
    for (let value = 1; !isOver; value += 1) {
      await scene.addIn(value, value);
      await subscriber.until(() => subscriber.externals.length === value);
    }
    expect(await deadLetter).toEqual({ id: expect.any(String), reason: "spoilt" });
    const [[, fields]] = (await scene.other.xrange("andon:in:refused", "-", "+")) as [[string, string[]]];
    expect(fields.slice(2, 4)).toEqual(["reason", "spoilt"]);
    expect(JSON.parse(fields[fields.indexOf("event") + 1] ?? "")).toMatchObject({ value: 0 });
    while ((await scene.other.xlen("andon:in")) > 0);
    expect(counted).toEqual([[1, "spoilt"]]);
    expect(lines.filter((line) => line.includes("andon:in")).length).toBeLessThanOrEqual(3);
  });
});
