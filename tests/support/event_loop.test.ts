import { expect, test } from "bun:test";
import { watchEventLoop } from "./event_loop";

test("a pause of the event loop is as long as the work that caused it", async () => {
  const longestPause = watchEventLoop();
  await Bun.sleep(10);
  const end = performance.now() + 100;
  while (performance.now() < end);
  await Bun.sleep(10);
  // The work lasts by the clock: the time that other programs took meanwhile is no pause.
  expect(longestPause()).toBeWithin(20, 150);
});
