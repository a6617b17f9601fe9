import { afterAll, expect, test } from "bun:test";
import { eventually } from "../../support/andon";
import { steady } from "../../support/builders";
import { testClock } from "../../support/clock";
import { series, usePlant } from "./plant";

const SECOND_MS = 1000;

const plant = usePlant();
const clock = testClock(-11 * 3600);
/** A plant in which hours pass at once. */
const slow = usePlant(clock.settings, clock.now);
afterAll(() => clock[Symbol.dispose]());
const { machine, limits, send, post, all, open, alarmOn, judged } = plant;

const hot = { metric: "temp_c", high: 80 };

/** An oven whose temperature was over its limit for five seconds and then came no more, for a minute now. */
async function ovenWithoutTemperature(name: string) {
  const id = await machine(name, { data_interval_seconds: 1 });
  await limits(id, [hot]);
  await send(series(id, 65, (index) => ({ power_kw: 10, ...(index < 5 ? { temp_c: 95 } : {}) })));
  const alarm = await alarmOn(id, "temp_c");
  await judged();
  return { id, alarm };
}

test("an alarm stays open when its metric stops and another goes on", async () => {
  const { id, alarm } = await ovenWithoutTemperature("Oven-1");
  expect(await all(id)).toMatchObject([{ id: alarm.id, state: "new" }]);
});

test("its row says since when it is not known", async () => {
  const { id, alarm } = await ovenWithoutTemperature("Oven-3");
  const row = await eventually(async () => {
    const shown = await plant.row(alarm.id);
    return shown?.includes("Not known since") && shown;
  }, "its row says so");
  const [since = ""] = (await open(id)).map((each) => String(each["not_known_since"]));
  // The newest of the five temperatures is a minute older than the newest reading.
  const ago = Date.now() - Date.parse(since);
  expect(ago).toBeGreaterThanOrEqual(60 * SECOND_MS);
  expect(ago).toBeLessThan(90 * SECOND_MS);
  const minute = new Date(since).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  expect(row).toContain(`Not known since ${minute}: its values have stopped`);
});

test("a row whose metric goes on says nothing of the kind", async () => {
  const id = await machine("Oven-4", { data_interval_seconds: 1 });
  await limits(id, [hot]);
  await send(series(id, 65, () => ({ power_kw: 10, temp_c: 95 })));
  const alarm = await alarmOn(id, "temp_c");
  await judged();
  expect(await plant.row(alarm.id)).not.toContain("Not known since");
});

test("one metric a message: a fault is one alarm, which neither clears nor opens again", async () => {
  const id = await machine("Oven-2", { data_interval_seconds: 1 });
  await limits(id, [hot]);
  const values = (index: number) =>
    [{ temp_c: 95 }, { power_kw: 10 }, { flow_m3h: 3 }, { vibration_mm_s: 1 }][index % 4]!;
  // The metric that is off comes every fourth second, and every fortieth.
  await send(series(id, 120, values, 1, 160));
  await send(series(id, 160, (index) => (index % 40 ? { power_kw: index } : { temp_c: 95 })));
  await judged();
  expect(await all(id)).toMatchObject([{ metric_name: "temp_c", state: "new" }]);
});

test.each([
  ["bad", "NaN"],
  ["implausible", "-32768"],
])("%s values are no return to normal", async (what, value) => {
  const id = await machine(`Oven ${what}`);
  await limits(id, [hot]);
  await send(series(id, 5, () => ({ temp_c: 95 }), 1, 31));
  const { id: alarm } = await alarmOn(id, "temp_c");
  for (const { machine_id, timestamp } of series(id, 30, () => ({})))
    await post(
      `{"machine_id":"${machine_id}","timestamp":"${timestamp}","metrics":{"temp_c":${value},"power_kw":1}}`,
    );
  await judged();
  expect((await open(id)).find((one) => one.id === alarm)).toMatchObject({ state: "new" });
});

test("a machine in alarm that is told to be off, or to be maintained, is still in alarm", async () => {
  for (const mode of ["offline", "maintenance", "idle"]) {
    const id = await machine(`Oven ${mode}`);
    await limits(id, [hot]);
    await send(series(id, 5, () => ({ temp_c: 95 }), 1, 31));
    await alarmOn(id, "temp_c");
    await send(series(id, 30, () => ({ power_kw: 0 })).map((each) => ({ ...each, mode })));
    await judged();
    expect(await open(id)).toMatchObject([{ metric_name: "temp_c", state: "new" }]);
  }
});

test("a fault of nine steady hours is one open alarm at their end, closed in nobody's name", async () => {
  const id = await slow.machine("Press-1", { data_interval_seconds: 20 });
  let index = 0;
  /** So many minutes as they pass, a reading each twenty seconds. */
  async function pass(minutes: number, metrics: (index: number) => Record<string, number>) {
    for (let done = 0; done < minutes; done += 10) {
      clock.wait(600);
      const behind = (Date.now() - clock.now()) / SECOND_MS;
      await slow.send(series(id, 30, () => metrics(index++), 20, behind));
    }
  }
  await pass(90, steady);
  await pass(9 * 60, (place) => ({ power_kw: 90 + Math.sin(place) }));
  await slow.judged();
  const [alarm, ...others] = await slow.open(id);
  expect(others).toEqual([]);
  expect(alarm).toMatchObject({ metric_name: "power_kw", acknowledged_by: null, resolved_by: null });
  expect((await slow.all(id)).filter(({ state }) => state === "resolved")).toEqual([]);
  const asks = async () => (await slow.row(alarm!.id))?.includes("ormal now?");
  await eventually(asks, "it asks whether this is normal");
});
