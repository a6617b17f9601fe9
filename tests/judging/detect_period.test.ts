import { siteOf, usualSite } from "../../src/domain/site/settings";
import { afterAll, expect, test } from "bun:test";
import { metricSettingsOf, NO_METRIC_SETTINGS } from "../../src/domain/machine/metric_settings";
import { createDetect } from "../../src/judging/detect_period";
import { createRandom } from "../../src/math/random";
import { openStore } from "../../src/store/open";
import { wordCause } from "../support/words";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Three minutes into an hour. */
const NOW = Date.parse("2026-11-23T10:03:00Z");
const BEGUN = NOW - 3 * MINUTE;

const store = await openStore({
  url: "sqlite://:memory:",
  now: () => NOW,
  newId: () => Bun.randomUUIDv7(),
  wordCause,
});
afterAll(() => store.close());
const machine = await store.machines.add({ name: "Press-1", data_interval_seconds: 60 });
const chance = createRandom(3);

/** Twenty kW, and much less in the first minutes of each hour: a start of a cycle is no hour. */
const reading = (at: number) => {
  const warming = (at % HOUR) / MINUTE < 5;
  const noise = chance() - 0.5;
  return {
    machine_id: machine.id,
    at,
    mode: null,
    metrics: { power_kw: (warming ? 2 : 20) + noise, oil_temp_c: (warming ? 20 : 45) + noise },
  };
};

await store.readings.record(
  Array.from({ length: (10 * DAY) / MINUTE }, (_, minute) => reading(NOW - minute * MINUTE)).filter(
    // An outage of 50 minutes.
    ({ at }) => at < BEGUN - 7 * HOUR + 5 * MINUTE || at >= BEGUN - 7 * HOUR + 55 * MINUTE,
  ),
);
while ((await store.roll(10_000)) > 0);

const site = { inForce: () => siteOf(usualSite("UTC"), "UTC") };
const room = { store, metricSettings: NO_METRIC_SETTINGS, site };
const detect = createDetect(room, () => Bun.randomUUIDv7(), {
  timezone: "UTC",
  now: () => NOW,
});
const ask = (start: number, end: number) =>
  detect({ machine, start, end, contamination: 0.01, use_baseline: false });

test("an hour that has just begun and one with an outage are not judged", async () => {
  const { alarms, total_data_points } = await ask(BEGUN - 12 * HOUR, NOW);
  expect(total_data_points).toBe(11);
  const judged = alarms.map(({ opened_at }) => opened_at);
  expect(judged).not.toContain(BEGUN);
  expect(judged).not.toContain(BEGUN - 7 * HOUR);
});

test("a period that ends in the future, or within an hour, judges the whole hours in it", async () => {
  expect((await ask(BEGUN - 2 * HOUR, NOW + DAY)).total_data_points).toBe(2);
  expect((await ask(BEGUN - 2 * HOUR + 10 * MINUTE, BEGUN - 10 * MINUTE)).total_data_points).toBe(0);
});

test("a metric that counts is no feature, whatever it is called: by what it does, or as somebody set it", async () => {
  const counter = await store.machines.add({ name: "Press-2", data_interval_seconds: 60 });
  const from = NOW - 6 * DAY;
  await store.readings.record(
    Array.from({ length: (6 * DAY) / MINUTE }, (_, minute) => ({
      machine_id: counter.id,
      at: from + minute * MINUTE,
      mode: null,
      metrics: { oil_temp_c: 45 + chance() - 0.5, made: minute, load: minute < (5 * DAY) / MINUTE ? 5 : 50 },
    })),
  );
  while ((await store.roll(10_000)) > 0);
  const load = { kind: "counter" } as const;
  const settings = metricSettingsOf([{ scope: "plant", metric: "load", setting: load }], () => undefined);
  const found = async (metricSettings = NO_METRIC_SETTINGS) => {
    const ask = createDetect({ store, metricSettings, site }, () => Bun.randomUUIDv7(), {
      timezone: "UTC",
      now: () => NOW,
    });
    const question = {
      machine: counter,
      start: NOW - DAY,
      end: NOW,
      contamination: 0.01,
      use_baseline: false,
    };
    return [...new Set((await ask(question)).alarms.map(({ metric }) => metric))];
  };
  expect(await found()).toContain("load");
  expect(await found()).not.toContain("made");
  expect(await found(settings)).not.toContain("load");
});
