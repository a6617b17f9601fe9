import { expect, test } from "bun:test";
import { register } from "../support/actions";
import { acceptedAnswer } from "../support/answers";
import { eventually, type TestAndon } from "../support/andon";
import { describeNeeding } from "../support/needs";
import { whyNoPostgres } from "../support/postgres";
import { whyNoRedis } from "../support/redis";
import { useAndon } from "../support/use";
import { useTwoServers } from "./two_servers";

const MOST = 500;
const NAMES = 5_000;
const A_READING = 100;
const MOST_CHARACTERS = 1_000_000;

const andon = useAndon();

const nameOf = (place: number) => `sensor_${String(place).padStart(5, "0")}`;

/** Every name once, a hundred a reading; all of one instant. */
function readings(machine_id: string) {
  const timestamp = new Date().toISOString();
  return Array.from({ length: NAMES / A_READING }, (_, reading) => {
    const names = Array.from({ length: A_READING }, (_, place) => nameOf(reading * A_READING + place));
    return { machine_id, timestamp, metrics: Object.fromEntries(names.map((name) => [name, 20])) };
  });
}

const send = (to: TestAndon, machine_id: string) =>
  to.post("/api/v1/readings", readings(machine_id), acceptedAnswer);

test("of ever new names the first 500 are kept, also after a restart; the others are named and refused", async () => {
  const id = await register(andon, "Press-1");
  const first = await send(andon, "Press-1");
  expect(first).toMatchObject({ accepted: MOST / A_READING, dropped_count: NAMES - MOST });
  expect(first.dropped[0]).toMatchObject({
    metric: nameOf(MOST),
    reason: expect.stringContaining("500 series"),
  });

  const page = () => andon.text(`/machines/${id}`);
  await eventually(async () => (await page()).includes(nameOf(MOST - 1)), "the last that is kept is shown");
  expect((await page()).length).toBeLessThan(MOST_CHARACTERS);
  expect(await page()).not.toContain(nameOf(MOST));
  const metrics = await andon.text("/metrics");
  expect(metrics).toMatch(/machine="Press-1",reason="too_many_series",metric="sensor_\d+"/);
  expect(metrics.match(/too_many_series/g)?.length).toBeLessThan(100);

  await andon.stop();
  await andon.start();
  const again = await send(andon, "Press-1");
  expect(again).toMatchObject({ accepted: MOST / A_READING, dropped_count: NAMES - MOST });
  expect(again.dropped[0]?.metric).toBe(nameOf(MOST));
  expect((await page()).length).toBeLessThan(MOST_CHARACTERS);
});

describeNeeding([whyNoRedis, whyNoPostgres], "two servers", () => {
  const { a, b } = useTwoServers();

  test("what one server has taken in is known to the other, which takes in no more", async () => {
    const id = await register(a, "Press-9");
    await send(a, "Press-9");
    // All that is heard of a value is heard before it is drawn.
    const isHeard = async () => {
      const page = await b.text(`/machines/${id}`);
      return Array.from({ length: MOST }, (_, place) => place).every((place) => page.includes(nameOf(place)));
    };
    await eventually(isHeard, "the other server has heard of all");
    const there = await send(b, "Press-9");
    expect(there).toMatchObject({ accepted: MOST / A_READING, dropped_count: NAMES - MOST });
    expect(there.dropped[0]?.metric).toBe(nameOf(MOST));
  });
});
