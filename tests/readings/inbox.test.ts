import { expect, test } from "bun:test";
import type { Reading } from "../../src/model/reading";
import { type Batch, createInbox, type Inbox, type Offer } from "../../src/readings/inbox";

function readings(count: number): Reading[] {
  return Array.from({ length: count }, (_, at) => ({ machine_id: "m", at, metrics: { a: 1 }, mode: null }));
}

async function nextBatch(inbox: Inbox): Promise<Batch> {
  const { value } = await inbox[Symbol.asyncIterator]().next();
  return value;
}

function kept(offer: Offer): Promise<void> {
  if (offer.kind === "full") throw new Error("The inbox is full");
  return offer.kept;
}

test("a full inbox refuses until what waits is kept", async () => {
  const inbox = createInbox(10);
  const first = inbox.offer(readings(8));
  expect(inbox.offer(readings(3)).kind).toBe("full");
  const batch = await nextBatch(inbox);
  expect(inbox.offer(readings(3)).kind).toBe("full"); // being kept still counts
  batch.kept();
  await kept(first);
  expect(inbox.offer(readings(3)).kind).toBe("taken");
  expect(inbox.depth()).toBe(3);
});

test("an empty inbox takes one offer of any size", () => {
  const inbox = createInbox(10);
  expect(inbox.offer(readings(5000)).kind).toBe("taken");
  expect(inbox.offer(readings(1)).kind).toBe("full");
});

test("senders that wait share one batch, up to ten thousand readings", async () => {
  const inbox = createInbox(100_000);
  [4000, 5000, 2000, 12_000].forEach((count) => inbox.offer(readings(count)));
  const sizes: number[] = [];
  inbox.close();
  for await (const batch of inbox) {
    sizes.push(batch.readings.length);
    batch.kept();
  }
  expect(sizes).toEqual([9000, 2000, 12_000]);
  expect(inbox.depth()).toBe(0);
});

test("a failure reaches every sender of the batch and nobody else", async () => {
  const inbox = createInbox(100);
  const offers = [inbox.offer(readings(1)), inbox.offer(readings(1))].map(kept);
  const batch = await nextBatch(inbox);
  const later = kept(inbox.offer(readings(1)));
  batch.failed(new Error("disk full"));
  const results = await Promise.allSettled(offers);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  (await nextBatch(inbox)).kept();
  await later;
});

test("a closed inbox takes nothing more, gives what waits, then ends", async () => {
  const inbox = createInbox(100);
  const iterator = inbox[Symbol.asyncIterator]();
  const asleep = iterator.next();
  const waiting = inbox.offer(readings(2));
  inbox.close();
  expect(inbox.offer(readings(1)).kind).toBe("full");
  const { value } = await asleep;
  value.kept();
  await kept(waiting);
  expect((await iterator.next()).done).toBe(true);
});
