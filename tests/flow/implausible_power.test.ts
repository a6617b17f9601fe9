import { expect, test } from "bun:test";
import { register } from "../support/actions";
import { eventually, type TestAndon } from "../support/andon";
import { acceptedAnswer } from "../support/answers";
import { describeNeeding } from "../support/needs";
import { whyNoPostgres } from "../support/postgres";
import { whyNoRedis } from "../support/redis";
import { useAndon } from "../support/use";
import { useTwoServers } from "./two_servers";

const READINGS = 120;

/** Two minutes of about 12 kW, the last one now. */
const usual = (machine: string) =>
  Array.from({ length: READINGS }, (_, place) =>
    reading(machine, 12 + (place % 5) / 10, place - READINGS + 1),
  );

function reading(machine: string, power_kw: number, seconds = 0) {
  const timestamp = new Date(Date.now() + seconds * 1000).toISOString();
  return { machine_id: machine, timestamp, metrics: { power_kw, oil_temp_c: 40 } };
}

/** What was said of a value of this power; undefined when it was taken as good. */
async function doubtOf(andon: TestAndon, machine: string, kw: number) {
  const { dropped } = await andon.post("/api/v1/readings", reading(machine, kw), acceptedAnswer);
  return dropped?.find(({ metric }) => metric === "power_kw")?.reason;
}

const teach = (andon: TestAndon, machine: string) =>
  andon.post("/api/v1/readings", usual(machine), acceptedAnswer);

const MARKED = "implausible: its usual power is at most 12";

const andon = useAndon();

test("on a machine without a rating, a power far beyond the usual is marked, named and in no energy", async () => {
  const id = await register(andon, "Saw-1");
  await teach(andon, "Saw-1");
  expect(await doubtOf(andon, "Saw-1", 50_000)).toContain(MARKED);
  expect(await doubtOf(andon, "Saw-1", 4294967.295)).toContain("implausible");
  expect(await doubtOf(andon, "Saw-1", 100)).toBeUndefined();
  const page = async () => andon.text(`/machines/${id}`);
  await eventually(async () => (await page()).includes("is implausible"), "an alarm of its own");
  const rows = await andon.text(`/api/v1/anomaly/active?machine_id=${id}`);
  expect(rows).toContain("implausible_value");
});

test("what was learned holds from the first value after a restart", async () => {
  await register(andon, "Saw-2");
  await teach(andon, "Saw-2");
  await andon.stop();
  await andon.start();
  expect(await doubtOf(andon, "Saw-2", 50_000)).toContain(MARKED);
  expect(await doubtOf(andon, "Saw-2", 100)).toBeUndefined();
});

test("a range that somebody has set goes before what was learned", async () => {
  await register(andon, "Saw-3");
  await teach(andon, "Saw-3");
  const entry = { metric: "power_kw", machine_id: "Saw-3", high: 90_000 };
  expect((await andon.send("PUT", "/api/v1/metric-settings", entry)).status).toBe(200);
  expect(await doubtOf(andon, "Saw-3", 50_000)).toBeUndefined();
});

describeNeeding([whyNoRedis, whyNoPostgres], "two servers", () => {
  const { a, b } = useTwoServers();

  test("what one server has taken in is learned by the other", async () => {
    await register(a, "Saw-9");
    await teach(a, "Saw-9");
    const isKnown = async () => (await doubtOf(b, "Saw-9", 50_000))?.includes(MARKED);
    await eventually(isKnown, "the other server knows");
  });
});
