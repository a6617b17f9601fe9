import { expect, test } from "bun:test";
import { lasting } from "../../src/async/lasting";

const FOR_EVER_MS = 1e9;

test("one answer serves all who ask meanwhile and within its time", async () => {
  let asked = 0;
  const ask = lasting(() => Promise.resolve((asked += 1)), FOR_EVER_MS);
  expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
  expect(await ask()).toBe(1);
});

test("an answer whose time is over is asked for anew", async () => {
  let asked = 0;
  const ask = lasting(() => Promise.resolve((asked += 1)), 0);
  expect(await ask()).toBe(1);
  expect(await ask()).toBe(2);
});

test("a failure is never kept", async () => {
  let fails = true;
  const ask = lasting(
    () => (fails ? Promise.reject(new Error("away")) : Promise.resolve("there")),
    FOR_EVER_MS,
  );
  expect(await ask().catch((error: Error) => error.message)).toBe("away");
  fails = false;
  expect(await ask()).toBe("there");
});
