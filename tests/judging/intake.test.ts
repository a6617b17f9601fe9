import { expect, test } from "bun:test";
import { positionAt } from "../../src/domain/machine/position";
import type { Reading } from "../../src/domain/machine/reading";
import { createIngestQueue, type Enqueued } from "../../src/ingest/queue";
import { type IntakeDeps, runIntake } from "../../src/judging/intake";
import type { Recorded } from "../../src/store/readings/reading_store";

const reading = (at: number): Reading => ({ machine_id: "m", at, metrics: { power_kw: 1 }, mode: null });

/** An intake that writes down its steps; `change` replaces some. */
function start(change: Partial<IntakeDeps> = {}) {
  const steps: string[] = [];
  const ingestQueue = createIngestQueue(100);
  const recordedOf = (readings: readonly Reading[]): Recorded => ({
    before: new Map([["m", positionAt(7)]]),
    stored: readings.map((each) => ({ reading: each, position: positionAt(each.at) })),
  });
  const done = runIntake({
    batches: ingestQueue,
    async record(readings) {
      steps.push(`stored ${readings[0]?.at}`);
      return recordedOf(readings);
    },
    async onStored({ before, stored }) {
      await Bun.sleep(2);
      steps.push(`judged ${stored[0]?.reading.at}`);
      expect(before).toEqual(new Map([["m", positionAt(7)]]));
    },
    onFailure: (error) => steps.push(String(error)),
    ...change,
  });
  return { steps, ingestQueue, done };
}

const answerTo = (answer: Enqueued) =>
  answer.kind === "full"
    ? "full"
    : answer.kept.then(
        () => "stored",
        () => "failed",
      );

test("a batch is stored before it is judged, and judged before the next is stored", async () => {
  const { steps, ingestQueue, done } = start();
  expect(await answerTo(ingestQueue.enqueue([reading(1)]))).toBe("stored");
  expect(await answerTo(ingestQueue.enqueue([reading(2)]))).toBe("stored");
  ingestQueue.close();
  await done;
  expect(steps).toEqual(["stored 1", "judged 1", "stored 2", "judged 2"]);
});

test("senders have their answer when the readings are on disk, not when they are judged", async () => {
  const judging = Promise.withResolvers<void>();
  const { ingestQueue, done } = start({ onStored: () => judging.promise });
  expect(await answerTo(ingestQueue.enqueue([reading(1)]))).toBe("stored");
  judging.resolve();
  ingestQueue.close();
  await done;
});

test("readings that could not be stored are not judged, and cost their own senders alone", async () => {
  let isFull = true;
  const { steps, ingestQueue, done } = start({
    record: () =>
      isFull ? Promise.reject(new Error("disk full")) : Promise.resolve({ before: new Map(), stored: [] }),
    onStored: async () => void steps.push("judged"),
  });
  expect(await answerTo(ingestQueue.enqueue([reading(1)]))).toBe("failed");
  expect(steps).toEqual(["Error: disk full"]);
  isFull = false;
  expect(await answerTo(ingestQueue.enqueue([reading(2)]))).toBe("stored");
  ingestQueue.close();
  await done;
  expect(steps).toEqual(["Error: disk full", "judged"]);
});
