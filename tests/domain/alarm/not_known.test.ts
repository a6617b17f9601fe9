import { expect, test } from "bun:test";
import { type Heard, notKnownSince } from "../../../src/domain/alarm/not_known";
import type { Contributor } from "../../../src/domain/alarm/alarm";

type Asked = Parameters<typeof notKnownSince>[0];
const contributor = (metric: string) => ({ metric }) as Contributor;
const alarm: Asked = {
  ...{ state: "new", origin: "live", anomaly_type: "temperature_anomaly", detection_method: "mewma" },
  metric: "temp_c",
  contributors: ["temp_c", "oil_bar"].map(contributor),
};

/** The temperature comes every 10 s, the oil every minute, and the power all the time. */
const SERIES: Record<string, ReturnType<Heard["series"]>> = {
  temp_c: { at: 50_000, goodAt: 50_000, goneAfterMs: 30_000 },
  oil_bar: { at: 20_000, goodAt: 20_000, goneAfterMs: 180_000 },
  power_kw: { at: 999_000, goodAt: 999_000, goneAfterMs: 3_000 },
  flow: { at: 999_000, goodAt: 40_000, goneAfterMs: 3_000 },
};
const heard: Heard = { series: (metric) => SERIES[metric], machine: SERIES.power_kw };
const since = (now: number, change: Partial<Asked> = {}) =>
  notKnownSince({ ...alarm, ...change }, heard, now);

test("an alarm is not known of since the first of its metrics stopped, each by its own interval", () => {
  expect(since(79_999)).toBeUndefined();
  expect(since(80_000)).toBe(50_000);
  expect(since(200_000)).toBe(20_000);
  const lone = { metric: "temp_c", contributors: undefined };
  expect(since(200_000, { state: "acknowledged", ...lone })).toBe(50_000);
  expect(since(200_000, { state: "cleared", ...lone })).toBeUndefined();
  expect(since(200_000, { state: "finding", ...lone })).toBeUndefined();
  expect(since(200_000, { origin: "detect", ...lone })).toBeUndefined();
  expect(since(200_000, { metric: null, contributors: undefined })).toBeUndefined();
  expect(since(200_000, { metric: "never_sent", contributors: null })).toBeUndefined();
});

test("values that are not good say nothing of an alarm, but of that on implausible ones", () => {
  const lone = { metric: "flow", contributors: undefined };
  expect(since(999_000, lone)).toBe(40_000);
  expect(since(999_000, { ...lone, detection_method: "plausibility" })).toBeUndefined();
  expect(since(1_002_000, { ...lone, detection_method: "plausibility" })).toBe(999_000);
});

test("a fault is not known of once its machine sends nothing; a silence is known as long as it lasts", () => {
  const fault = { metric: null, contributors: undefined, detection_method: "mode" };
  expect([since(1_001_999, fault), since(1_002_000, fault)]).toEqual([undefined, 999_000]);
  for (const anomaly_type of ["silence", "series_silence"])
    expect(since(1e9, { anomaly_type, detection_method: "limit" })).toBeUndefined();
});
