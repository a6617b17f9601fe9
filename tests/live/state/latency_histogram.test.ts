import { expect, test } from "bun:test";
import { createLatencyHistogram } from "../../../src/live/state/latency_histogram";

const MINUTE_MS = 60_000;

function start() {
  const clock = { now: 1_000 * MINUTE_MS };
  return { clock, hour: createLatencyHistogram(() => clock.now) };
}

test("each minute has its median, its 99 % and its slowest, within a tenth", () => {
  const { clock, hour } = start();
  for (let ms = 1; ms <= 1_000; ms++) hour.add(ms);
  const [minute] = hour.minutes();
  expect(minute).toMatchObject({ at: clock.now, count: 1_000, max: 1_000 });
  expect(Math.abs(minute!.p50 / 500 - 1)).toBeLessThan(0.1);
  expect(Math.abs(minute!.p99 / 990 - 1)).toBeLessThan(0.1);
});

test("a minute without samples is a gap, and samples older than an hour go", () => {
  const { clock, hour } = start();
  hour.add(10);
  clock.now += 3 * MINUTE_MS;
  hour.add(20);
  expect(hour.minutes().map(({ at }) => at)).toEqual([clock.now - 3 * MINUTE_MS, clock.now]);
  clock.now += 59 * MINUTE_MS;
  expect(hour.minutes().map(({ max }) => max)).toEqual([20]);
  clock.now += 2 * MINUTE_MS;
  hour.add(30);
  expect(hour.minutes()).toMatchObject([{ at: clock.now, count: 1, max: 30 }]);
  clock.now += 200 * MINUTE_MS;
  expect(hour.minutes()).toEqual([]);
  expect(hour.all()).toEqual({ count: 3, at: 1_064 * MINUTE_MS });
});

test("durations of zero or of days are counted, those that are no number are not", () => {
  const { hour } = start();
  for (const ms of [0, 1e9, NaN, Infinity]) hour.add(ms);
  expect(hour.minutes()).toMatchObject([{ count: 2, max: 1e9 }]);
});
