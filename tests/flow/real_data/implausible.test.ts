import { afterAll, expect, test } from "bun:test";
import { testClock } from "../../support/clock";
import { series, usePlant } from "./plant";

/** Noon, since the figures are those of a day. */
const clock = testClock(12 * 3600 - ((Date.now() / 1000) % 86_400));
afterAll(() => clock[Symbol.dispose]());
const plant = usePlant(clock.settings, clock.now);
const { machine, post, send, open, judged, today } = plant;

/** Seconds by our clock, of seconds ago by the server's. */
const ago = (seconds: number) => seconds + (Date.now() - clock.now()) / 1000;
const IMPOSSIBLE = [4294967.295, -32768, 1e308, 65535, 16777215, 2147483647, -2147483.648];
/** Kilowatt-hours that a machine uses in the forty seconds that it sends: 40 kW. */
const USED = (40 * 40) / 3600;

test.each(IMPOSSIBLE)(
  "a power of %p on a machine of 50 kW is an alarm of its own, and no fault of it",
  async (wrong) => {
    const id = await machine(`Press ${wrong}`, { rated_power_kw: 50, data_interval_seconds: 1 });
    await send(series(id, 40, (index) => ({ power_kw: index === 20 ? wrong : 40 }), 1, ago(120)));
    await judged();
    expect(await open(id)).toMatchObject([
      { severity: "warning", reason: expect.stringMatching(/plausib/i) },
    ]);
  },
);

test("nothing of it is in the day's energy and cost", async () => {
  const used = USED * IMPOSSIBLE.length;
  const { energy, cost } = await today((energy) => Math.abs(energy) >= 0.8 * used);
  expect([energy, energy > 0 && energy < 1.3 * used]).toEqual([energy, true]);
  expect([cost, cost >= 0 && cost < energy]).toEqual([cost, true]);
});

test("a sensor's code for 'no value' says nothing about its limit, opens one alarm, and is shown as what it is", async () => {
  const id = await machine("Probe", { data_interval_seconds: 1 });
  await plant.limits(id, [{ metric: "temp_c", low: 0, high: 80 }]);
  await post(series(id, 20, (index) => ({ temp_c: index < 10 ? 20 : -32768 }), 1, ago(0)));
  await judged();
  expect((await open(id)).filter(({ detection_method }) => detection_method === "limit")).toEqual([]);
  expect(await open(id)).toHaveLength(1);
  expect(await plant.read(`/machines/${id}`)).toContain("implausible -32768 since");
});

test("a counter may pass every one of those numbers", async () => {
  const id = await machine("Counter");
  await send(
    series(
      id,
      4,
      (index) => ({ energy_total_kwh: 65_534 + index, cycle_counter: 32_766 + index }),
      1,
      ago(0),
    ),
  );
  await judged();
  expect(await plant.all(id)).toEqual([]);
});
