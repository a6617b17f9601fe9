import { expect, test } from "bun:test";
import { eventually } from "../../support/andon";
import { LEARNED, steady } from "../../support/builders";
import { iso, reading, series, usePlant } from "./plant";

const plant = usePlant();
const { machine, limits, send, alarmOn, all, judged } = plant;

const shows = (id: string, text: string) =>
  eventually(async () => (await plant.read(`/machines/${id}`)).includes(text), `the page shows ${text}`);

test("a value a millisecond older than another metric of its machine raises its alarm and is on the page", async () => {
  const id = await machine("Mixer-1");
  await limits(id, [{ metric: "vibration_mm_s", high: 5 }]);
  const now = Date.now();
  await send([
    { machine_id: "Mixer-1", timestamp: iso(now), metrics: { temp_c: 40 } },
    { machine_id: "Mixer-1", timestamp: iso(now - 1), metrics: { vibration_mm_s: 50 } },
  ]);
  expect(await alarmOn(id, "vibration_mm_s")).toMatchObject({ metric_value: 50, severity: "critical" });
  await shows(id, " 50.0 ");
});

test.each([3, 30, 600])(
  "a gateway that is always %i seconds behind another one of its machine raises alarms",
  async (lag) => {
    const id = await machine(`Lagging-${lag}`);
    await limits(id, [{ metric: "vibration_mm_s", high: 5 }]);
    for (const second of [4, 3, 2, 1, 0]) {
      await send(reading(id, second, { temp_c: 40 }));
      await send(reading(id, second + lag, { vibration_mm_s: 50 }));
    }
    expect(await alarmOn(id, "vibration_mm_s")).toMatchObject({ metric_value: 50 });
  },
);

test("two gateways that send their metrics by turns pass over nothing", async () => {
  const id = await machine("By turns");
  await limits(id, [
    { metric: "a", high: 5 },
    { metric: "b", high: 5 },
  ]);
  const rows = series(id, 30, (index) => (index % 2 ? { a: 1 } : { b: index === 20 ? 9 : 1 }));
  const [a, b] = [rows.filter(({ metrics }) => "a" in metrics), rows.filter(({ metrics }) => "b" in metrics)];
  await send([...a, ...b]);
  await judged();
  expect(await all(id)).toMatchObject([{ metric_name: "b", metric_value: 9 }]);
});

// A device that empties its buffer from the newest end.
test("of one body with its newest row first nothing is passed over", async () => {
  const id = await machine("Turned");
  await limits(id, [{ metric: "b", high: 5 }]);
  await send(series(id, 30, (index) => ({ b: index === 20 ? 9 : 1 })).toReversed());
  await judged();
  expect(await all(id)).toMatchObject([{ metric_name: "b", metric_value: 9 }]);
});

test("a stamp five minutes ahead neither hides nor silences what comes after it", async () => {
  const id = await machine("Oven-1");
  await limits(id, [{ metric: "temp_c", high: 80 }]);
  await send(reading(id, -290, { temp_c: 40 }));
  for (let count = 0; count < 3; count++) await send(reading(id, 0, { temp_c: 200 }));
  expect(await alarmOn(id, "temp_c")).toMatchObject({ metric_value: 200 });
  await shows(id, " 200 ");
});

test("a stamp ahead makes nothing old: not in one body, and not from a second gateway", async () => {
  const body = await machine("Oven-2");
  const gateways = await machine("Oven-3");
  for (const id of [body, gateways]) await limits(id, [{ metric: "temp_c", high: 80 }]);
  const buffered = Array.from({ length: 60 }, (_, second) => reading(body, 60 - second, { temp_c: 200 }));
  await send([reading(body, -290, { temp_c: 40 }), ...buffered]);
  for (let round = 0; round < 3; round++) {
    await send(reading(gateways, -60, { temp_c: 40 }));
    await send(reading(gateways, 2, { temp_c: 200 }));
  }
  for (const id of [body, gateways]) {
    expect(await alarmOn(id, "temp_c")).toMatchObject({ metric_value: 200 });
    await shows(id, " 200 ");
  }
});

const zoned = (at: number) => `${iso(at + 3_600_000).slice(0, -1)}+01:00`;

test.each([
  ["one after the other", (at: number) => Array<unknown>(6).fill(iso(at))],
  ["in one body", (at: number) => [Array<unknown>(6).fill(iso(at))]],
  [
    "with its stamp written differently",
    (at: number) => [iso(at), at, zoned(at), at / 1000, iso(at), zoned(at)],
  ],
])("six deliveries of one outlier, %s, are one piece of evidence", async (how, deliveries) => {
  const id = await machine(`Doubled ${how}`);
  await send(series(id, LEARNED, steady, 1, 2));
  const outlier = (timestamp: unknown) => ({ machine_id: id, timestamp, metrics: { power_kw: 90 } });
  for (const each of deliveries(Date.now() - 1000))
    await plant.post(Array.isArray(each) ? each.map(outlier) : outlier(each));
  await judged();
  expect(await all(id)).toEqual([]);
});

test("a batch that is sent again and again after a time-out is judged once", async () => {
  const found = [];
  for (const times of [1, 8]) {
    const id = await machine(`Batch of ${times}`);
    await send(series(id, LEARNED, steady, 1, 10));
    const batch = series(id, 8, (index) => ({ power_kw: index === 3 ? 90 : steady(index).power_kw }));
    for (let again = 0; again < times; again++) await send(batch);
    await judged();
    found.push((await all(id)).map(({ severity, state }) => [severity, state]));
  }
  expect(found[1]).toEqual(found[0]);
});
