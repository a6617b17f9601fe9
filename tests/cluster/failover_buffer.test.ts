import { expect, test } from "bun:test";
import { createFailoverBuffer, type Kept } from "../../src/cluster/failover_buffer";
import { anomaly, powerOf } from "../support/recording_subscriber";

/** One of which nothing but its value and its bytes matter. */
function kept(value: number, change: Partial<Kept> = {}): Kept {
  const { event_id: _, ...event } = anomaly(value);
  return {
    event,
    id: `kept-${value}`,
    at: value,
    publishedAfter: value,
    hash: `h${value}`,
    isRecorded: false,
    isShown: false,
    ...change,
  };
}

const buffering = (atMost?: number) => {
  const dropped: number[] = [];
  return { ...createFailoverBuffer((count) => void dropped.push(count), atMost), dropped };
};
const valuesIn = ({ events }: Pick<ReturnType<typeof buffering>, "events">) =>
  events().map(({ event }) => event.value);

test("it is emptied by taking, events and values apart", () => {
  const buffer = buffering();
  buffer.add(kept(1));
  buffer.addValue({ event: powerOf("m", 7), at: 1 });
  expect(buffer.waiting()).toBe(2);
  const taken = buffer.take();
  expect([taken.events.length, taken.values.length, buffer.waiting()]).toEqual([1, 1, 0]);
});

test("a flood is bounded: the newest stay, and the oldest that nobody has recorded are counted as dropped", () => {
  const buffer = buffering(100);
  for (let n = 1; n <= 111; n += 1) buffer.add(kept(n, { isRecorded: n === 3 }));
  expect([buffer.events().length, valuesIn(buffer)[0]]).toEqual([100, 12]);
  expect(buffer.dropped).toEqual([10]);
});

test("values never take the place of events", () => {
  const buffer = buffering(100);
  buffer.add(kept(1));
  for (let n = 1; n <= 300; n += 1) buffer.addValue({ event: powerOf("m", n), at: n });
  expect(valuesIn(buffer)).toEqual([1]);
  expect(buffer.take().values.length + buffer.dropped.reduce((sum, count) => sum + count, 0)).toBe(300);
});

test("a recorded event is the oldest of its bytes, and stays to be counted against another server's", () => {
  const buffer = buffering();
  for (const n of [1, 2]) buffer.add(kept(n, { hash: "same" }));
  buffer.recorded("same");
  buffer.recorded("unknown");
  expect(buffer.events().map(({ isRecorded }) => isRecorded)).toEqual([true, false]);
  expect(buffer.waiting()).toBe(1);
});

test("what is being recorded counts as well, in its order, until it is let go", () => {
  const buffer = buffering();
  const [first, second, third] = [1, 2, 3].map((n) => kept(n, { hash: "same" }));
  buffer.add(first!);
  buffer.take();
  buffer.hold(second!);
  buffer.add(third!);
  buffer.recorded("same");
  buffer.letGo(second!);
  buffer.add(first!);
  buffer.recorded("same");
  expect([first, second, third].map((one) => one!.isRecorded)).toEqual([true, false, true]);
  buffer.recorded("same");
  expect(second!.isRecorded).toBe(false);
});

test("of those with an event_id of their own all are one event", () => {
  const buffer = buffering();
  for (const n of [1, 2]) buffer.add(kept(n, { hash: "same", event: anomaly(1) }));
  buffer.recorded("same");
  expect(buffer.waiting()).toBe(0);
});

test("older ones are forgotten, but not those that are shown and that nobody is known to have recorded", () => {
  const buffer = buffering();
  buffer.add(kept(1));
  buffer.add(kept(2, { isShown: true }));
  buffer.add(kept(3, { isShown: true, isRecorded: true }));
  buffer.add(kept(9));
  buffer.forgetBefore(5);
  expect(valuesIn(buffer)).toEqual([2, 9]);
  buffer.recorded("h2");
  buffer.recorded("h9");
  expect(buffer.waiting()).toBe(0);
});
