import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import { createAudiences } from "../../src/live/audiences";
import { startHeartbeat } from "../../src/live/heartbeat";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test("every page is sent a beat each ten seconds and at once when asked, and no program is", () => {
  const audiences = createAudiences();
  const page = audiences.join({ kind: "page", page: "board", machineIds: [] });
  audiences.join({ kind: "stream", stream: "events", machineIds: [] });
  const published: [string, string][] = [];
  const heartbeat = startHeartbeat({
    audiences,
    publish: (topic, message) => void published.push([topic, message]),
    ...{
      build: "b1",
      cursor: () => "log-7",
      warning: () => ({ bus: "away", warning: "down" }),
      now: () => 9,
    },
  });
  const beat = { build: "b1", cursor: "log-7", bus: "away", warning: "down", now: 9 };
  expect(JSON.parse(heartbeat.greeting())).toEqual({ beat });
  jest.advanceTimersByTime(20_000);
  heartbeat.beat();
  expect(published.map(([topic]) => topic)).toEqual([page, page, page]);
  expect(published.map(([, message]) => message)).toEqual(Array(3).fill(heartbeat.greeting()));
  heartbeat.stop();
  jest.advanceTimersByTime(20_000);
  expect(published).toHaveLength(3);
});
