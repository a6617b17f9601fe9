import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import { createThrottle } from "../../src/async/throttle";

let time = 0;
beforeEach(() => {
  time = 0;
  jest.useFakeTimers();
});
afterEach(() => void jest.useRealTimers());

function advance(ms: number) {
  time += ms;
  jest.advanceTimersByTime(ms);
}

test("the first message after a pause is sent at once, together with all of the same turn", async () => {
  let sent = 0;
  const throttle = createThrottle(
    () => (sent++, 100),
    () => time,
  );
  throttle.soon();
  throttle.soon();
  expect(sent).toBe(0);
  await Promise.resolve();
  expect(sent).toBe(1);
});

test("messages in a rush are sent every 100 ms", async () => {
  let sent = 0;
  const throttle = createThrottle(
    () => (sent++, 100),
    () => time,
  );
  throttle.soon();
  await Promise.resolve();
  for (let ms = 0; ms < 1000; ms += 10) {
    throttle.soon();
    advance(10);
  }
  expect(sent).toBe(11);
});

test("how long the next must wait is for each sending to say", async () => {
  const sentAt: number[] = [];
  const throttle = createThrottle(
    () => (sentAt.push(time) === 1 ? 30 : 100),
    () => time,
  );
  throttle.soon();
  await Promise.resolve();
  for (let ms = 0; ms < 200; ms += 10) {
    throttle.soon();
    advance(10);
  }
  expect(sentAt).toEqual([0, 30, 130]);
});

test("what takes long to send is not overtaken, and the next goes out as soon as it has ended", async () => {
  const [first, began] = [Promise.withResolvers<number>(), [] as number[]];
  const throttle = createThrottle(
    () => (began.push(time) === 1 ? first.promise : 100),
    () => time,
  );
  throttle.soon();
  await Promise.resolve();
  throttle.soon();
  advance(500);
  expect(began).toEqual([0]);
  first.resolve(35);
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  expect(began).toEqual([0, 500]);
});

test("after a stop nothing is sent", async () => {
  let sent = 0;
  const throttle = createThrottle(
    () => (sent++, 100),
    () => time,
  );
  throttle.soon();
  throttle.stop();
  await Promise.resolve();
  advance(1000);
  expect(sent).toBe(0);
});
