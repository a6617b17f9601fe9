import { expect, test } from "bun:test";
import { oneByOne } from "../../src/history/one_by_one";

test("work is done in the order of asking, one piece at a time, and the loop turns between two", async () => {
  const inTurn = oneByOne();
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
  const inTurn = oneByOne();
  const failing = inTurn(() => Promise.reject(new Error("away")));
  const next = inTurn(() => 2);
  await expect(failing).rejects.toThrow("away");
  expect(await next).toBe(2);
});
