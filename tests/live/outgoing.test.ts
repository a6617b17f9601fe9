import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import { createAudiences } from "../../src/live/audiences";
import type { Batch } from "../../src/live/components/component";
import { replaceById } from "../../src/live/fragment";
import { createOutgoing } from "../../src/live/outgoing";
import { eventually } from "../support/andon";
import { detected, NOW } from "../support/views";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const batch = (id: string, machineId: string | null = null): Batch => ({
  pages: ["board"],
  drawn: [replaceById(id, `<i id="${id}"></i>`, machineId)],
});

function start(cursor: string | null = "log-7") {
  const state = { due: [] as Batch[], cursor };
  const audiences = createAudiences();
  const published: [topic: string, message: string][] = [];
  const latencies: number[] = [];
  const outgoing = createOutgoing({
    audiences,
    components: { due: () => state.due },
    publish: (topic, message) => void published.push([topic, message]),
    cursor: () => state.cursor,
    onFrame: (ms) => void latencies.push(...ms),
    now: () => NOW + 30,
  });
  const board = (...machineIds: string[]) => audiences.join({ kind: "page", page: "board", machineIds });
  const ids = () =>
    published.splice(0).map(([, html]) => [...html.matchAll(/<i id="(\w+)"/g)].map(([, id]) => id));
  return { state, audiences, outgoing, published, latencies, board, ids };
}

test("the fragments of one turn go out in one frame, at once when idle", async () => {
  const { state, outgoing, board, ids } = start();
  board();
  outgoing.add([batch("added")]);
  outgoing.addEvent(detected(), [batch("event")]);
  state.due = [batch("due")];
  expect(outgoing.isWaiting()).toBe(true);
  await Promise.resolve();
  expect(ids()).toEqual([["added", "event", "due"]]);
  expect(outgoing.isWaiting()).toBe(false);
});

test("the next frame waits 35 ms, after five events 100 ms", async () => {
  const { outgoing, board, ids } = start();
  board();
  const send = (id: string) => outgoing.addEvent(detected(), [batch(id)]);
  send("a");
  await Promise.resolve();
  for (const id of ["b", "c", "d", "e", "f"]) send(id);
  jest.advanceTimersByTime(34);
  expect(ids()).toEqual([["a"]]);
  jest.advanceTimersByTime(1);
  expect(ids()).toEqual([["b", "c", "d", "e", "f"]]);
  send("g");
  jest.advanceTimersByTime(99);
  expect(ids()).toEqual([]);
  jest.advanceTimersByTime(1);
  expect(ids()).toEqual([["g"]]);
});

test("a page is sent the fragments that concern it, and no frame when none does", async () => {
  const { outgoing, published, board } = start();
  const [narrowed, other] = [board("m1"), board("m2")];
  outgoing.addEvent(detected(), [batch("m1", "m1")]);
  await Promise.resolve();
  expect(published.map(([topic]) => topic)).toEqual([narrowed]);
  expect(published.map(([topic]) => topic)).not.toContain(other);
});

test("a frame ends with the cursor, and without one leaves the page where it is", async () => {
  for (const [cursor, end] of [
    ["log-7", /data-cursor="log-7"[^<]*><\/hx-partial>$/],
    [null, /<\/hx-parts>$/],
  ] as const) {
    const { outgoing, published, board } = start(cursor);
    board();
    outgoing.addEvent(detected(), [batch("a")]);
    await Promise.resolve();
    expect(published[0]?.[1]).toMatch(end);
  }
});

test("the time of each event from recorded to sent is measured, also when no page is open", async () => {
  const { outgoing, latencies } = start();
  outgoing.addEvent(detected(), [batch("a")]);
  outgoing.add([batch("value")]);
  await Promise.resolve();
  expect(latencies).toEqual([30]);
});

test("between many audiences the loop turns, and each is sent its frames in their order with the cursor of their time", async () => {
  jest.useRealTimers();
  const { state, outgoing, published, board } = start();
  const topics = Array.from({ length: 200 }, (_, n) => board("m1", `other-${n}`));
  outgoing.addEvent(detected(), [batch("first", "m1")]);
  await Promise.resolve();
  expect(published.length).toBeGreaterThan(0);
  expect(published.length).toBeLessThan(topics.length);
  expect(outgoing.isWaiting()).toBe(true); // no beat may say that all have been sent it
  state.cursor = "log-8";
  outgoing.addEvent(detected(), [batch("second", "m1")]);
  await eventually(() => !outgoing.isWaiting(), "all are sent");
  const sent = (name: string, cursor: string) =>
    published.filter(([, html]) => html.includes(`id="${name}"`) && html.includes(`data-cursor="${cursor}"`));
  expect(published.map(([topic]) => topic)).toEqual([...topics, ...topics]);
  expect(sent("first", "log-7").map(([topic]) => topic)).toEqual(topics);
  expect(sent("second", "log-8").map(([topic]) => topic)).toEqual(topics);
});

test("after a stop the audiences that are left are sent nothing", async () => {
  jest.useRealTimers();
  const { outgoing, published, board } = start();
  for (let n = 0; n < 200; n++) board("m1", `other-${n}`);
  outgoing.addEvent(detected(), [batch("first", "m1")]);
  await Promise.resolve();
  const before = published.length;
  outgoing.stop();
  await eventually(() => !outgoing.isWaiting(), "it has ended");
  expect(published.length).toBe(before);
});
