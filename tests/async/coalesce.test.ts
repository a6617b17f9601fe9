import { expect, test } from "bun:test";
import { singleFlight, coalesce } from "../../src/async/coalesce";

/** Work that ends when it is told to. */
function held() {
  const ends: ((value: number) => void)[] = [];
  return { ends, work: () => new Promise<number>((resolve) => ends.push(resolve)) };
}

test("calls during a run share exactly one more run, begun after them", async () => {
  const { ends, work } = held();
  const run = coalesce(work);
  const answers = [run(), run(), run()];
  expect(ends).toHaveLength(1);
  ends[0]?.(1);
  await answers[0];
  expect(ends).toHaveLength(2);
  ends[1]?.(2);
  expect(await Promise.all(answers)).toEqual([1, 2, 2]);
  void run();
  expect(ends).toHaveLength(3);
});

test("a run that fails does not stop the next", async () => {
  let fails = true;
  const run = coalesce(async () => {
    if (fails) throw new Error("away");
    return 1;
  });
  const [first, second] = [run(), run()];
  fails = false;
  await expect(first).rejects.toThrow("away");
  expect(await second).toBe(1);
});

test("only the same question shares an answer", async () => {
  let asked = 0;
  const ask = singleFlight(
    async (question: string) => `${question} ${++asked}`,
    (question) => question,
  );
  expect(await Promise.all([ask("a"), ask("b"), ask("a"), ask("a")])).toEqual(["a 1", "b 2", "a 3", "a 3"]);
  expect(await ask("a")).toBe("a 4");
});
