import { expect, spyOn, test } from "bun:test";
import { createCanary } from "../../../src/bus/redis/canary";

/** A Redis that brings a published message back at once, never, or does not take it. */
function canaryIn(redis: "open" | "lossy" | "away", timeoutMs = 20) {
  const commands = {
    async publish(channel: string) {
      if (redis === "away") throw new Error("no connection");
      if (redis === "open") queueMicrotask(() => canary.take(channel));
      return 1;
    },
  };
  const canary = createCanary(commands, timeoutMs);
  return canary;
}

test("on an open link it comes back, and is young again", async () => {
  using clock = spyOn(performance, "now");
  clock.mockReturnValue(1_000);
  const canary = canaryIn("open");
  clock.mockReturnValue(1_020);
  expect(canary.age()).toBe(20);
  expect(await canary.comesBack()).toBe(true);
  expect(canary.age()).toBe(0);
});

test("on a link that loses messages it does not come back in time, and grows old", async () => {
  const canary = canaryIn("lossy");
  expect(await canary.comesBack()).toBe(false);
  expect(canary.age()).toBeGreaterThanOrEqual(19);
});

test("a Redis that does not take it is an error at once", async () => {
  await expect(canaryIn("away", 60_000).comesBack()).rejects.toThrow("no connection");
});

test("it takes its own messages alone: each process has a canary of its own", () => {
  const [one, other] = [canaryIn("lossy"), canaryIn("lossy")];
  expect(one.take(other.channel)).toBe(false);
  expect(one.take(one.channel)).toBe(true);
});

test("behind a backlog it may be late: while other messages arrive, the link is not broken", async () => {
  const canary = canaryIn("lossy", 40);
  let sent = 0;
  const backlog = setInterval(() => canary.take(++sent < 20 ? "anomaly.detected" : canary.channel), 10);
  try {
    expect(await canary.comesBack()).toBe(true);
  } finally {
    clearInterval(backlog);
  }
});

test("other messages do not excuse it for ever", async () => {
  const canary = canaryIn("lossy", 20);
  const others = setInterval(() => canary.take("metric.updated"), 4);
  try {
    expect(await canary.comesBack()).toBe(false);
  } finally {
    clearInterval(others);
  }
});
