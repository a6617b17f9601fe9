import { expect, test } from "bun:test";
import { createValueTicker } from "../../src/bus/value_ticker";
import type { MetricUpdated } from "../../src/domain/event";
import { powerOf, valuesOf } from "../support/recording_subscriber";

/** A ticker whose announcements are waited for one by one. */
function ticking(everyMs: number) {
  const announced: { at: number; values: MetricUpdated[] }[] = [];
  let wake = () => {};
  const ticker = createValueTicker({
    everyMs,
    announceValues(values) {
      announced.push({ at: performance.now(), values });
      wake();
    },
  });
  const until = async (count: number) => {
    while (announced.length < count) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { ticker, announced, until };
}

test("a quiet metric is announced at once, a batch of them together", async () => {
  const { ticker, announced, until } = ticking(5000);
  const start = performance.now();
  for (const machine of ["a", "b", "c"]) ticker.enqueue(powerOf(machine, 1));
  await until(1);
  expect(announced[0]?.values).toHaveLength(3);
  expect(performance.now() - start).toBeLessThan(1000);
  ticker.stop();
});

test("a busy metric is thinned out to its newest value, in its own time", async () => {
  const { ticker, announced, until } = ticking(60);
  ticker.enqueue(powerOf("a", 1));
  await until(1);
  for (const value of [2, 3, 4]) ticker.enqueue(powerOf("a", value));
  await until(2);
  expect(announced.map(({ values }) => valuesOf(values))).toEqual([[1], [4]]);
  expect((announced[1]?.at ?? 0) - (announced[0]?.at ?? 0)).toBeGreaterThanOrEqual(59);
  ticker.stop();
});

test("a busy metric does not hold a quiet one up", async () => {
  const { ticker, announced, until } = ticking(5000);
  ticker.enqueue(powerOf("a", 1));
  await until(1);
  ticker.enqueue(powerOf("a", 2));
  ticker.enqueue(powerOf("b", 3));
  await until(2);
  expect(valuesOf(announced[1]?.values ?? [])).toEqual([3]);
  ticker.stop();
});

test("stopping announces what waits and nothing after", () => {
  const { ticker, announced } = ticking(5000);
  ticker.enqueue(powerOf("a", 1));
  ticker.stop();
  ticker.enqueue(powerOf("a", 2));
  ticker.flush();
  expect(announced.map(({ values }) => valuesOf(values))).toEqual([[1]]);
});
