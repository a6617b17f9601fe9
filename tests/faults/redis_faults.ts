import { type Fault, onFloorWithRedis, pick, seconds } from "./fault";
import type { Floor } from "./floor";
import { type Result, until } from "./result";

const SHOWN_WITHOUT_REDIS_SECONDS = 3;

export const redisFaults: Fault[] = [
  {
    name: "Redis killed",
    run: (browser, length) =>
      onFloorWithRedis(browser, {}, async (floor, redis) => {
        const stop = floor.stream(50);
        await seconds(1);
        await redis.kill();
        await isBus(floor, "away");
        const shownAfter = await secondsUntilShown(floor);
        if (shownAfter > SHOWN_WITHOUT_REDIS_SECONDS)
          throw new Error(`A new alarm took ${shownAfter} s without Redis`);
        await seconds(pick(length, 1, 20));
        await redis.start();
        const goneAt = Date.now();
        const withBus = await busBack(floor, goneAt);
        await stop();
        const note = `new alarm on screen ${shownAfter.toFixed(1)} s without Redis`;
        return withBus(await floor.result(goneAt, note));
      }),
  },
  {
    name: "Redis restarted empty",
    run: (browser, length) =>
      onFloorWithRedis(browser, {}, async (floor, redis) => {
        const stop = floor.stream(20);
        await seconds(pick(length, 1, 5));
        await redis.restart("empty");
        const goneAt = Date.now();
        const withBus = await busBack(floor, goneAt);
        await stop();
        const result = withBus(await floor.result(goneAt));
        const lines = await Promise.all(
          floor.pages.map(({ page }) => page.locator('[data-gap="epoch"]').count()),
        );
        if (lines.includes(0)) throw new Error("A page does not say that the log began anew");
        return result;
      }),
  },
  {
    name: "Redis stopped (SIGSTOP)",
    run: (browser, length) =>
      onFloorWithRedis(browser, {}, async (floor, redis) => {
        const stop = floor.stream(50);
        await seconds(0.5);
        redis.freeze();
        await isBus(floor, "away");
        await seconds(pick(length, 1, 26));
        redis.thaw();
        const goneAt = Date.now();
        const withBus = await busBack(floor, goneAt);
        await stop();
        return withBus(await floor.result(goneAt, pick(length, "5 s", "30 s")));
      }),
  },
];

/** The time of the next alarm from its acceptance until it is on every page. */
async function secondsUntilShown(floor: Floor): Promise<number> {
  const before = floor.accepted.length;
  const beganAt = Date.now();
  await until(() => floor.accepted.length > before, "an alarm is accepted without Redis");
  const late = floor.accepted[before]!;
  await until(() => floor.pages.every(({ shown }) => shown.has(late)), "it is on every page");
  return (Date.now() - beganAt) / 1000;
}

function isBus(floor: Floor, bus: "ok" | "away") {
  const status = `#link-status[data-state="live"][data-bus="${bus}"]`;
  return Promise.all(floor.pages.map(({ page }) => page.waitForSelector(status)));
}

/**
 * Waits until every page says that the bus is back; only then is a screen live again, though its socket never
 * went.
 */
async function busBack(floor: Floor, goneAt: number) {
  await isBus(floor, "ok");
  const after = (Date.now() - goneAt) / 1000;
  return (result: Result): Result => ({
    ...result,
    liveAfterSeconds: Math.max(result.liveAfterSeconds, after),
  });
}
