import { openStore } from "../../../src/store/open";
import { wordCause } from "../../support/words";

/**
 * A server of a test's own process: it makes `count` changes, answers to these alarms among them, as fast as
 * it can.
 */
const [url = "", name = "", count = "0", ...alarms] = process.argv.slice(2);

const by = { actor: { kind: "system", name }, address: "192.0.2.7" } as const;
const store = await openStore({ url, now: Date.now, newId: () => Bun.randomUUIDv7(), wordCause });
await Promise.all(
  Array.from({ length: Number(count) }, async (_, place) => {
    const alarm = alarms[place];
    if (alarm !== undefined) await store.alarms.acknowledge(alarm, { by: name }, Date.now(), by);
    else if (place % 3 === 0)
      await store.limits.set("shared", { metrics: [], silent_minutes: minutes(place) }, by);
    else await store.limits.set(name, { metrics: [], silent_minutes: minutes(place) }, by);
  }),
);
await store.close();

/** Another number than any server has set before. */
function minutes(place: number): number {
  return 1 + ((place + Number(`0.${name.length}`)) % 10_000);
}
