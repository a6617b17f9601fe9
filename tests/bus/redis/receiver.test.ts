import { expect, test } from "bun:test";
import { anomaly, powerOf, valuesOf } from "../../support/recording_subscriber";
import { EXTERNAL, onRedis } from "../../support/redis_scene";

onRedis("messages in Redis", (scene) => {
  test("values arrive at every server as Andon's own, without a cursor", async () => {
    const [a, b] = [await scene.join(), await scene.join()];
    a.bus.announceValues([powerOf("boiler-1", 1), powerOf("boiler-1", 2)]);
    await b.subscriber.until(() => b.subscriber.values.length === 2);
    expect(valuesOf(b.subscriber.values)).toEqual([1, 2]);
    expect(b.subscriber.externals).toEqual([]);
    expect(b.bus.latest()).toEndWith("-0-0");
  });

  test("messages of other programs are handed over unchanged, identical ones too, and bad ones named", async () => {
    const { subscriber } = await scene.join();
    await scene.other.publish("anomaly.detected", JSON.stringify(EXTERNAL));
    await scene.other.publish("anomaly.detected", JSON.stringify(EXTERNAL));
    await scene.other.publish("metric.updated", JSON.stringify(powerOf("boiler-1", 5)));
    await scene.other.publish("anomaly.detected", JSON.stringify([EXTERNAL]));
    await scene.other.publish("training.progress", "{");
    await subscriber.until(() => subscriber.unreadable.length === 2);
    expect(subscriber.externals.map((event) => event.event_type)).toEqual([
      "anomaly_detected",
      "anomaly_detected",
      "metric_updated",
    ]);
    expect(subscriber.unreadable[0]).toStartWith("anomaly.detected the message is not a JSON object");
    expect(subscriber.unreadable[1]).toStartWith("training.progress the message is not a JSON object");
    expect(subscriber.events).toEqual([]);
  });

  test("an event copied here from another plant's log counts as external, and own events go on", async () => {
    const { bus, subscriber } = await scene.join();
    await scene.other.publish(
      "anomaly.detected",
      JSON.stringify({ ...anomaly(1), id: "winter-1700000000000-0" }),
    );
    await subscriber.until(() => subscriber.externals.length === 1);
    await bus.announce([anomaly(2)]);
    await subscriber.until(() => subscriber.events.length === 1);
    expect(subscriber.externals[0]).not.toHaveProperty("id");
    expect(subscriber.gaps).toEqual([]);
  });

  test("every server has what is published; of several one takes in the entries of andon:in", async () => {
    let holder = "a";
    const published: Record<string, unknown[]> = { a: [], b: [] };
    const [a, b] = await Promise.all(
      ["a", "b"].map((name) =>
        scene.join(
          { takesInbound: true },
          { takesIn: () => holder === name, published: (event) => void published[name]!.push(event) },
        ),
      ),
    );
    await scene.other.publish("anomaly.detected", JSON.stringify(EXTERNAL));
    await scene.addIn(1, 50);
    await a!.subscriber.until(() => a!.subscriber.externals.length === 50);
    holder = "b";
    await scene.addIn(51, 52);
    await b!.subscriber.until(() => b!.subscriber.externals.length === 2);
    expect(a!.subscriber.externals).toHaveLength(50);
    expect([published.a!.length, published.b]).toEqual([1, published.a!]);
  });

  test("a peer message reaches every server; any other text on its channel disturbs none", async () => {
    const servers = [await scene.join(), await scene.join()];
    const received: unknown[][] = [[], []];
    const both = Promise.all(
      servers.map(
        ({ subscriber }, index) =>
          new Promise<void>((resolve) => {
            subscriber.peerMessage = (message) => {
              received[index]!.push(message);
              resolve();
            };
          }),
      ),
    );
    for (const noise of ["{", '{"kind":"riot"}', '{"kind":"readings","machines":"all"}'])
      await scene.other.publish("andon:hint", noise);
    servers[0]!.bus.sendToPeers({ kind: "readings", machines: ["m"], outside: true });
    await both;
    expect(received[0]).toEqual([{ kind: "readings", machines: ["m"], outside: true }]);
    expect(received[1]).toEqual(received[0]);
    expect(servers[0]!.subscriber.unreadable).toEqual([]);
  });
});
