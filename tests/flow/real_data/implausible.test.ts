import { expect, test } from "bun:test";
import { eventually } from "../../support/andon";
import { series, usePlant } from "./plant";

const plant = usePlant();
const { andon, machine, post, send, open, judged } = plant;

/** The figures at the top of the board: numbers, whatever stands around them. */
async function figures() {
  const board = await andon.text("/");
  const of = (name: string) => {
    const shown = new RegExp(`id="kpi-${name}"[^]*?<dd>([^<]*)`).exec(board)?.[1] ?? "";
    return Number(shown.replaceAll(/[^\d.-]/g, "") || Number.NaN);
  };
  return { power: of("power"), energy: of("energy"), cost: of("cost") };
}

test.each([4294967.295, -32768, 1e308, 65535, 16777215, 2147483647, -2147483.648])(
  "a power of %p on a machine of 50 kW is an alarm of its own, and in no sum",
  async (wrong) => {
    const id = await machine(`Press ${wrong}`, { rated_power_kw: 50, data_interval_seconds: 1 });
    const powers = series(id, 30, (index) => ({ power_kw: index === 20 ? wrong : 40 }));
    await send(powers);
    await judged();
    const { power, energy, cost } = await figures();
    expect(power).toBeGreaterThanOrEqual(40);
    expect(power).toBeLessThanOrEqual(40 * 20);
    expect(energy).toBeGreaterThanOrEqual(0);
    expect(energy).toBeLessThan(20);
    expect(cost).toBeGreaterThanOrEqual(0);
    expect(cost).toBeLessThan(20);
    const told = await eventually(
      async () => (await plant.all(id)).find(({ reason }) => /plausib/i.test(reason ?? "")),
      "an alarm that says so",
    );
    expect(told.severity).toBe("warning");
  },
);

test("a sensor's code for 'no value' says nothing about its limit, opens one alarm, and is shown as what it is", async () => {
  const id = await machine("Probe", { data_interval_seconds: 1 });
  await plant.limits(id, [{ metric: "temp_c", low: 0, high: 80 }]);
  await post(series(id, 20, (index) => ({ temp_c: index < 10 ? 20 : -32768 })));
  await judged();
  expect((await open(id)).filter(({ detection_method }) => detection_method === "limit")).toEqual([]);
  expect(await open(id)).toHaveLength(1);
  expect(await plant.read(`/machines/${id}`)).toContain("implausible -32768 since");
});

test("a counter may pass every one of those numbers", async () => {
  const id = await machine("Counter");
  await send(series(id, 4, (index) => ({ energy_total_kwh: 65_534 + index, cycle_counter: 32_766 + index })));
  await judged();
  expect(await plant.all(id)).toEqual([]);
});
