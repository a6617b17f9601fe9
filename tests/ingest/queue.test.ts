import { expect, test } from "bun:test";
import type { Reading } from "../../src/domain/machine/reading";
import { type Batch, createIngestQueue, type IngestQueue, type Enqueued } from "../../src/ingest/queue";

function readings(count: number): Reading[] {
  return Array.from({ length: count }, (_, at) => ({ machine_id: "m", at, metrics: { a: 1 }, mode: null }));
}

async function nextBatch(ingestQueue: IngestQueue): Promise<Batch> {
  const { value } = await ingestQueue[Symbol.asyncIterator]().next();
  return value;
}

function kept(enqueue: Enqueued): Promise<void> {
  if (enqueue.kind === "full") throw new Error("The queue is full");
  return enqueue.kept;
}

test("a full queue refuses readings until those that wait are stored", async () => {
  const ingestQueue = createIngestQueue(10);
  const first = ingestQueue.enqueue(readings(8));
  expect(ingestQueue.enqueue(readings(3)).kind).toBe("full");
  const batch = await nextBatch(ingestQueue);
  expect(ingestQueue.enqueue(readings(3)).kind).toBe("full"); // readings being stored still count
  batch.stored();
  await kept(first);
  expect(ingestQueue.enqueue(readings(3)).kind).toBe("taken");
  expect(ingestQueue.depth()).toBe(3);
});

test("an empty queue takes any number of readings once", () => {
  const ingestQueue = createIngestQueue(10);
  expect(ingestQueue.enqueue(readings(5000)).kind).toBe("taken");
  expect(ingestQueue.enqueue(readings(1)).kind).toBe("full");
});

test("waiting senders share one batch, up to ten thousand readings", async () => {
  const ingestQueue = createIngestQueue(100_000);
  [4000, 5000, 2000, 12_000].forEach((count) => ingestQueue.enqueue(readings(count)));
  const sizes: number[] = [];
  ingestQueue.close();
  for await (const batch of ingestQueue) {
    sizes.push(batch.readings.length);
    batch.stored();
  }
  expect(sizes).toEqual([9000, 2000, 12_000]);
  expect(ingestQueue.depth()).toBe(0);
});

test("a failure reaches every sender of the batch and nobody else", async () => {
  const ingestQueue = createIngestQueue(100);
  const offers = [ingestQueue.enqueue(readings(1)), ingestQueue.enqueue(readings(1))].map(kept);
  const batch = await nextBatch(ingestQueue);
  const later = kept(ingestQueue.enqueue(readings(1)));
  batch.failed(new Error("disk full"));
  const results = await Promise.allSettled(offers);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  (await nextBatch(ingestQueue)).stored();
  await later;
});

test("a closed queue takes nothing more, yields the rest, then ends", async () => {
  const ingestQueue = createIngestQueue(100);
  const iterator = ingestQueue[Symbol.asyncIterator]();
  const pending = iterator.next();
  const waiting = ingestQueue.enqueue(readings(2));
  ingestQueue.close();
  expect(ingestQueue.enqueue(readings(1)).kind).toBe("full");
  const { value } = await pending;
  value.stored();
  await kept(waiting);
  expect((await iterator.next()).done).toBe(true);
});

test("fifty thousand readings may wait, as the contract says", () => {
  const ingestQueue = createIngestQueue();
  for (let sender = 0; sender < 5; sender++) expect(ingestQueue.enqueue(readings(10_000)).kind).toBe("taken");
  expect(ingestQueue.enqueue(readings(1)).kind).toBe("full");
});
