import { expect, test } from "bun:test";
import { eventually } from "../support/andon";
import { watchWords } from "./well";

test("it is well since the last time that it was not, however late one asks", async () => {
  const said = ["Redis away", "", "no database", ""];
  const looks: number[] = [];
  const watch = watchWords(async () => {
    looks.push(Date.now());
    return said[looks.length - 1] ?? "";
  });
  await eventually(() => looks.length > said.length + 2, "it has looked some times more");
  const since = await watch.settled();
  expect(since).toBeGreaterThanOrEqual(looks[3]!);
  expect(since).toBeLessThanOrEqual(looks[4]!);
});

test("a look that fails is not well", async () => {
  let looks = 0;
  const watch = watchWords(async () => {
    if (++looks < 3) throw new Error("no page");
    return "";
  });
  await watch.settled();
  expect(looks).toBeGreaterThanOrEqual(3);
});
