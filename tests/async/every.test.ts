import { afterEach, expect, jest, test } from "bun:test";
import { every } from "../../src/async/every";

afterEach(() => void jest.useRealTimers());

/** Lets everything run that needs no time. */
const settle = async () => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

test("the pause begins when the work has ended, so it never runs twice at once", async () => {
  jest.useFakeTimers();
  const runs: PromiseWithResolvers<void>[] = [];
  const repeated = every({ pauseMs: 100, onTrouble() {} }, () => {
    const run = Promise.withResolvers<void>();
    runs.push(run);
    return run.promise;
  });
  jest.advanceTimersByTime(99);
  expect(runs).toHaveLength(0);
  jest.advanceTimersByTime(1_000);
  expect(runs).toHaveLength(1);
  runs[0]!.resolve();
  await settle();
  jest.advanceTimersByTime(99);
  expect(runs).toHaveLength(1);
  jest.advanceTimersByTime(1);
  expect(runs).toHaveLength(2);
  runs[1]!.resolve();
  await repeated.stop();
});

test("work that fails says so, and is done again", async () => {
  jest.useFakeTimers();
  const troubles: unknown[] = [];
  let runs = 0;
  const work = () => {
    runs += 1;
    throw new Error(`run ${runs}`);
  };
  const repeated = every({ pauseMs: 10, firstAfterMs: 0, onTrouble: (error) => troubles.push(error) }, work);
  for (let round = 0; round < 2; round += 1) {
    jest.advanceTimersByTime(10);
    await settle();
  }
  await repeated.stop();
  expect(troubles.map(String)).toEqual(["Error: run 1", "Error: run 2"]);
});

test("stopping waits for the work under way, and nothing begins after it", async () => {
  jest.useFakeTimers();
  const run = Promise.withResolvers<void>();
  let runs = 0;
  const repeated = every({ pauseMs: 10, onTrouble() {} }, () => {
    runs += 1;
    return run.promise;
  });
  jest.advanceTimersByTime(10);
  let stopped = false;
  void repeated.stop().then(() => (stopped = true));
  await settle();
  expect([runs, stopped]).toEqual([1, false]);
  run.resolve();
  await settle();
  expect(stopped).toBe(true);
  jest.advanceTimersByTime(1_000);
  expect(runs).toBe(1);
});
