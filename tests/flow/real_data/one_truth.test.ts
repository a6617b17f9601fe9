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

test("a temperature beside all that was learned is never 'As expected' after ten minutes", async () => {
  const { id, pass } = await watched("Bath-1");
  await pass(240, (index) => ({ bath_temp_c: 40.5 + 7 * Math.sin(index / 11) + chance() }));
  await eventually(async () => (await page(id)).includes("As expected"), "it is as expected at first");
  await pass(20, () => ({ bath_temp_c: 56 + chance() / 2 }));
  expect(await page(id)).not.toContain("As expected");
  expect(await plant.read("/")).not.toMatch(/(Everything|All machines) (is|are) as expected/i);
  expect(await open(id)).not.toEqual([]);
});

test("a machine that goes between two loads and then stays above both for an hour is told", async () => {
  const { id, pass } = await watched("Press-1");
  const load = (index: number) => ({ power_kw: (Math.floor(index / 20) % 2 ? 55 : 20) + chance() });
  await pass(240, load);
  expect(await open(id)).toEqual([]);
  await pass(60, () => ({ power_kw: 90 + chance() }));
  expect(await page(id)).not.toContain("As expected");
  expect(await open(id)).toMatchObject([{ metric_name: "power_kw", state: "new" }]);
});

test("a machine that goes between three loads and then stands between two of them, where it never was, is told", async () => {
  const { id, pass } = await watched("Press-2");
  const load = (index: number) => ({ power_kw: [10, 60, 110][Math.floor(index / 12) % 3]! + chance() });
  await pass(360, load);
  expect(await open(id)).toEqual([]);
  await pass(60, () => ({ power_kw: 85 + chance() }));
  expect(await open(id)).not.toEqual([]);
});
