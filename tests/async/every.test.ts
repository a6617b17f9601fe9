import { expect, test } from "bun:test";
import { every } from "../../src/async/every";

const SHORT_MS = 2;

/** Work whose runs end only when they are let go. */
function held() {
  const runs: PromiseWithResolvers<void>[] = [];
  return {
    runs,
    work() {
      const run = Promise.withResolvers<void>();
      runs.push(run);
      return run.promise;
    },
  };
}

async function until(isTrue: () => boolean) {
  while (!isTrue()) await Bun.sleep(SHORT_MS);
}

const never = (error: unknown) => expect.unreachable(String(error));

test("work is repeated, and never while a run is under way", async () => {
  const { runs, work } = held();
  const repeated = every(SHORT_MS, work, never);
  await until(() => runs.length === 1);
  await Bun.sleep(20 * SHORT_MS);
  expect(runs).toHaveLength(1);
  runs[0]!.resolve();
  await until(() => runs.length === 2);
  runs[1]!.resolve();
  await repeated.stop();
});

test("the first run waits for the first interval", async () => {
  let runs = 0;
  const repeated = every(3_600_000, () => runs++, never);
  await Bun.sleep(10 * SHORT_MS);
  expect(runs).toBe(0);
  await repeated.stop();
});

test("a run that fails is reported, and the next one comes", async () => {
  const errors: unknown[] = [];
  let runs = 0;
  const fail = () => {
    runs++;
    if (runs === 1) throw new Error("at once");
    return Promise.reject(new Error("later"));
  };
  const repeated = every(SHORT_MS, fail, (error) => errors.push(error));
  await until(() => errors.length > 1);
  await repeated.stop();
  expect(errors.slice(0, 2).map(String)).toEqual(["Error: at once", "Error: later"]);
});

test("stopping waits for the run under way and starts no other", async () => {
  const { runs, work } = held();
  const repeated = every(SHORT_MS, work, never);
  await until(() => runs.length === 1);
  let stopped = false;
  const stopping = repeated.stop().then(() => (stopped = true));
  await Bun.sleep(10 * SHORT_MS);
  expect(stopped).toBe(false);
  runs[0]!.resolve();
  await stopping;
  await Bun.sleep(10 * SHORT_MS);
  expect(runs).toHaveLength(1);
});
