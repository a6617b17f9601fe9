import { afterAll, expect, test } from "bun:test";
import { createRandom } from "../../../src/math/random";
import { eventually } from "../../support/andon";
import { testClock } from "../../support/clock";
import { iso, usePlant } from "./plant";

const SECOND_MS = 1000;
const clock = testClock(-14 * 3600);
afterAll(() => clock[Symbol.dispose]());
const plant = usePlant(clock.settings, clock.now);
const { machine, send, open, judged } = plant;

type Metrics = Record<string, number>;

/** A machine that sends every half minute, and lets time pass. */
async function watched(name: string) {
  const id = await machine(name, { data_interval_seconds: 30, rated_power_kw: 200 });
  let index = 0;
  async function pass(minutes: number, metrics: (index: number) => Metrics) {
    for (let done = 0; done < minutes; done += 10) {
      const rows = Array.from({ length: 20 }, (_, place) => ({
        machine_id: id,
        timestamp: iso(clock.now() + place * 30 * SECOND_MS),
        metrics: metrics(index++),
      }));
      clock.wait(600);
      await send(rows);
    }
    await judged();
  }
  return { id, pass };
}

const page = (id: string) => plant.read(`/machines/${id}`);
const chance = createRandom(3);

/** The page knows the newest values. */
const shows = (id: string, text: RegExp) =>
  eventually(async () => text.test(await page(id)), `the page of ${id} says ${text.source}`);
const OUTSIDE = /outside its normal range for \d+ min/;

test("a temperature beside all that was learned is never 'As expected' after ten minutes", async () => {
  const { id, pass } = await watched("Bath-1");
  await pass(240, (index) => ({ bath_temp_c: 40.5 + 7 * Math.sin(index / 11) + chance() }));
  await shows(id, /As expected/);
  await pass(20, () => ({ bath_temp_c: 56 + chance() / 2 }));
  expect(await open(id)).not.toEqual([]);
  await eventually(
    async () => !(await page(id)).includes("As expected"),
    "its page does not say that all is well",
  );
  expect(await plant.read("/")).not.toMatch(/(Everything|All machines) (is|are) as expected/i);
});

/**
 * A machine that goes between two loads, each for so many readings, and then stays above both for an hour.
 */
async function aboveBoth(name: string, readings: number, above = 90) {
  const { id, pass } = await watched(name);
  await pass(240, (index) => ({ power_kw: (Math.floor(index / readings) % 2 ? 55 : 20) + chance() }));
  expect(await open(id)).toEqual([]);
  await pass(60, () => ({ power_kw: above + chance() }));
  return id;
}

test.each([7, 20, 60])(
  "a machine that goes between two loads, %d readings each, and then stays above both for an hour is in alarm",
  async (readings) => {
    const id = await aboveBoth(`Press of ${readings}`, readings);
    expect(await open(id)).toMatchObject([{ metric_name: "power_kw", state: "new" }]);
    expect(await page(id)).not.toContain("As expected");
    expect(await plant.read("/")).not.toMatch(/(Everything|All machines) (is|are) as expected/i);
  },
);

test("one that is too little above both for an alarm is never 'As expected'", async () => {
  await shows(await aboveBoth("Press-2", 20, 75), OUTSIDE);
  expect(await plant.read("/")).not.toMatch(/(Everything|All machines) (is|are) as expected/i);
});
