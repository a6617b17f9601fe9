import { expect, test } from "bun:test";
import { MINUTE_MS, SECOND_MS } from "../../../src/domain/time_units";
import { readings, start } from "./readings";

/** Learned for 20 minutes; from then on the pressure is a little high, until a minute ago. */
const FROM = 1200;
const high = (i: number) => ({ metrics: { pressure_bar: i < FROM ? 7 + (i % 7) / 30 : 7.6 } });

test("a metric says since when it has been outside its band, as of every reading, also after a restart", () => {
  const first = start();
  first.observe(readings(0, FROM + 599, high));
  expect(first.band("p1", "pressure_bar")).not.toHaveProperty("outsideSince");
  first.observe(readings(FROM + 599, FROM + 900, high));
  const outsideSince = FROM * SECOND_MS;
  expect(first.band("p1", "pressure_bar")).toMatchObject({ outsideSince });
  expect(first.band("p1", "power_kw")).not.toHaveProperty("outsideSince");
  const monitor = start({ states: first.snapshot() });
  expect(monitor.band("p1", "pressure_bar")).toMatchObject({ outsideSince });
  expect(monitor.newest("p1")).toMatchObject({ pressure_bar: { at: (FROM + 899) * SECOND_MS, value: 7.6 } });
  // In maintenance nothing is held to a band.
  monitor.observe(readings(FROM + 900, FROM + 901, (i) => ({ ...high(i), mode: "Maintenance" })));
  expect(monitor.band("p1", "pressure_bar")).not.toHaveProperty("outsideSince");
  monitor.observe(readings(FROM + 901, FROM + 902, () => ({ metrics: { pressure_bar: 7.1 } })));
  expect(monitor.band("p1", "pressure_bar")).not.toHaveProperty("outsideSince");
});

test("a metric that comes alone and seldom is held to the band of its hour", () => {
  const monitor = start();
  const each = (i: number, level_mm: number) => ({
    ...{ machine_id: "p1", mode: null, at: i * MINUTE_MS, metrics: { level_mm } },
  });
  const from = 5 * 24 * 60;
  monitor.observe(Array.from({ length: from }, (_, i) => each(i, i === from - 1 ? 104 : 100 + (i % 9))));
  const since = () => monitor.band("p1", "level_mm")?.outsideSince;
  monitor.observe(Array.from({ length: 10 }, (_, i) => each(from + i, 114)));
  expect([monitor.band("p1", "level_mm"), since()]).toEqual([expect.anything(), undefined]);
  monitor.observe(Array.from({ length: 5 }, (_, i) => each(from + 10 + i, 114)));
  expect(since()).toBe(from * MINUTE_MS);
  monitor.observe([each(from + 15, 104)]);
  expect(since()).toBeUndefined();
});

test("a metric that is not learned with the others has the band of its own series", () => {
  const monitor = start();
  const alone = (i: number) => ({
    ...{ machine_id: "p1", mode: "running", at: i * SECOND_MS + 500, metrics: { flow: 5 + (i % 5) / 10 } },
  });
  for (let i = 0; i < 400; i++) monitor.observe([...readings(i, i + 1), alone(i)]);
  expect(monitor.band("p1", "flow")?.high).toBeLessThan(7);
  expect(monitor.band("p1", "power_kw")?.low).toBeGreaterThan(40);
});

test("metrics that come one by one keep their bands, whichever of them says the mode", () => {
  const monitor = start();
  const one = (i: number, metrics: Record<string, number>, mode: string | null) => ({
    ...{ machine_id: "p1", mode, at: i * SECOND_MS, metrics },
  });
  for (let i = 0; i < 200; i++)
    monitor.observe([
      one(i, { power_kw: 50 + (i % 5) / 10 }, "running"),
      one(i, { flow: 5 + (i % 5) / 10 }, null),
    ]);
  expect(monitor.band("p1", "power_kw")?.high).toBeLessThan(52);
  expect(monitor.band("p1", "flow")?.high).toBeLessThan(7);
});

test("a band says until when the range of its metric is not known: for an hour and a half", () => {
  const monitor = start();
  const all = readings(0, 400, (i) => ({
    at: i * 20 * SECOND_MS,
    metrics: { power_kw: 50 + Math.sin(i * 1.7), pressure_bar: 7 + Math.cos(i * 2.3) / 10 },
  }));
  monitor.observe(all.slice(0, 200));
  expect(monitor.band("p1", "power_kw")).toMatchObject({ isRangeUnknown: true });
  monitor.observe(all.slice(200));
  expect(monitor.band("p1", "power_kw")).not.toHaveProperty("isRangeUnknown");
});
