import { expect, test } from "bun:test";
import { createFollower } from "../../../src/bus/redis/follower";
import { type Cursor, compareCursors } from "../../../src/domain/cursor";
import type { AnnouncedEvent } from "../../../src/domain/event";
import { anomaly, span, valuesOf } from "../../support/recording_subscriber";

/**
 * A log in memory that ends at `last`, and a follower of it. `duringRead` happens while an answer is on its
 * way.
 */
function following(last: number, start?: Cursor) {
  const log = { epoch: "spring", first: 1, last, duringRead: () => {} };
  const passed: AnnouncedEvent[] = [];
  const gaps: [Cursor, Cursor][] = [];
  const at = (n: number): AnnouncedEvent => ({ ...anomaly(n), id: `${log.epoch}-${n}-0` });
  const follower = createFollower({
    async read(after, limit) {
      const { epoch, first, last } = log;
      await Promise.resolve();
      log.duringRead();
      const gap =
        after !== undefined &&
        (!after.startsWith(epoch) || compareCursors(after, `${epoch}-${first - 1}-0`) < 0);
      const from = gap ? first : Number(after?.split("-")[1] ?? last) + 1;
      const events = after ? span(from, Math.min(last, from + limit - 1)).map(at) : [];
      return { latest: `${epoch}-${last}-0`, gap, events, more: from + limit <= last };
    },
    event: (event) => void passed.push(event),
    gap: (from, to) => void gaps.push([from, to]),
    from: start,
  });
  const receive = (n: number) => follower.received(at(n));
  return { log, follower, passed, gaps, receive };
}

test("it starts where the log stands and passes on what follows, each once", async () => {
  const { follower, passed, receive } = following(5);
  await follower.catchUp();
  expect(follower.passed()).toBe("spring-5-0");
  for (const n of [5, 6, 6, 7, 6]) receive(n);
  expect(valuesOf(passed)).toEqual([6, 7]);
});

test("after a loss it passes on what was missed before what is new, however much it is", async () => {
  const { log, follower, passed, receive, gaps } = following(0);
  await follower.catchUp();
  follower.lost();
  log.last = 1200;
  receive(1200);
  expect(passed).toEqual([]);
  await follower.catchUp();
  receive(1201);
  expect(valuesOf(passed)).toEqual(span(1, 1201));
  expect(gaps).toEqual([]);
});

test("an event that is announced while the log is being read is not missed", async () => {
  const { log, follower, passed, receive } = following(3);
  await follower.catchUp();
  follower.lost();
  log.duringRead = () => {
    log.duringRead = () => {};
    log.last = 4;
    receive(4);
  };
  await follower.catchUp();
  expect(follower.isLive()).toBe(true);
  expect(valuesOf(passed)).toEqual([4]);
});

test("a link that breaks while it catches up leaves it not live", async () => {
  const { log, follower } = following(3);
  log.duringRead = () => follower.lost();
  await follower.catchUp();
  expect(follower.isLive()).toBe(false);
});

test("a log that begins later, or anew, is told as a gap and followed from its beginning", async () => {
  const { log, follower, passed, gaps, receive } = following(3);
  await follower.catchUp();
  Object.assign(log, { first: 8, last: 9 });
  follower.lost();
  await follower.catchUp();
  Object.assign(log, { epoch: "summer", first: 1, last: 1 });
  expect(receive(1)).toBe(false);
  await follower.catchUp();
  expect(passed.map(({ id }) => id)).toEqual(["spring-8-0", "spring-9-0", "summer-1-0"]);
  expect(gaps).toEqual([
    ["spring-3-0", "spring-8-0"],
    ["spring-9-0", "summer-1-0"],
  ]);
});

test("one that is told where it left off passes on what came since, though it could not read the log until now", async () => {
  const { follower, passed } = following(5, "spring-3-0");
  expect(follower.passed()).toBe("spring-3-0");
  await follower.catchUp();
  expect(valuesOf(passed)).toEqual([4, 5]);
});
