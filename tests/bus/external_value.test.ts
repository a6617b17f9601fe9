import { expect, test } from "bun:test";
import { externalValues } from "../../src/bus/external_value";
import { RetryLater } from "../../src/bus/retry_later";
import type { MetricUpdated } from "../../src/domain/event";
import type { Reading } from "../../src/domain/machine/reading";
import { createIngestQueue } from "../../src/ingest/queue";
import { powerOf } from "../support/recording_subscriber";

/** Takes in values of machine "a" until the inbox is full. */
function taking(inboxReadings: number) {
  const log: string[] = [];
  const ingestQueue = createIngestQueue(inboxReadings);
  const take = externalValues({
    readingOf: ({ machine_id, value }: MetricUpdated): Reading | string =>
      machine_id === "a"
        ? { machine_id, at: 1, metrics: { power_kw: Number(value) }, mode: null }
        : `machine_id: there is no machine ${machine_id}`,
    enqueue: ingestQueue.enqueue,
    endSimulation: (ids) => log.push(`real: ${[...ids].join()}`),
    malformed: (channel, reason) => log.push(`${channel}: ${reason}`),
    onRejected: () => log.push("rejected"),
  });
  return { take, ingestQueue, log };
}

test("a value is a reading: it resolves when that is on disk, and ends the machine's simulation", async () => {
  const { take, ingestQueue, log } = taking(10);
  const taken = take(powerOf("a", 7)) as Promise<void>;
  let stored = false;
  void taken.then(() => (stored = true));
  const { value: batch } = await ingestQueue[Symbol.asyncIterator]().next();
  expect(batch.readings).toMatchObject([{ machine_id: "a", metrics: { power_kw: 7 } }]);
  await Promise.resolve();
  expect(stored).toBe(false);
  batch.stored();
  await taken;
  expect(log).toEqual(["real: a"]);
});

test("a reading that could not be stored rejects, so that an entry of andon:in is tried again", async () => {
  const { take, ingestQueue } = taking(10);
  const taken = take(powerOf("a", 7)) as Promise<void>;
  const { value: batch } = await ingestQueue[Symbol.asyncIterator]().next();
  batch.failed(new Error("disk full"));
  await expect(taken).rejects.toThrow("disk full");
});

test("a value of a machine that nobody knows is unreadable, with the reason, and is not tried again", () => {
  const { take, log } = taking(10);
  expect(take(powerOf("b", 7))).toEqual({ unreadable: "machine_id: there is no machine b" });
  expect(log).toEqual(["metric.updated: machine_id: there is no machine b"]);
});

test("a full inbox says nothing against the value: it is to come later", async () => {
  const { take, log } = taking(1);
  void take(powerOf("a", 1));
  await expect(Promise.resolve(take(powerOf("a", 2)))).rejects.toThrow(RetryLater);
  expect(log).toEqual(["real: a", "real: a", "rejected"]);
});
