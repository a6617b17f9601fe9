import { expect, test } from "bun:test";
import { createQueue } from "../../src/async/queue";

test("work is done in the order of asking, one piece at a time, and the loop turns between two", async () => {
  const inTurn = createQueue();
  const done: string[] = [];
  const work = (name: string) =>
    inTurn(async () => {
      await Promise.resolve();
      done.push(name);
    });
  setImmediate(() => done.push("the loop turned"));
  await Promise.all([work("first"), work("second")]);
  expect(done).toEqual(["first", "the loop turned", "second"]);
});

test("work that fails is told to who asked for it, and holds nobody up", async () => {
  const inTurn = createQueue();
  const failing = inTurn(() => Promise.reject(new Error("away")));
  const next = inTurn(() => 2);
  await expect(failing).rejects.toThrow("away");
  expect(await next).toBe(2);
});
