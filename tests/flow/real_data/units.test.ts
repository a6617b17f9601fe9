import { expect, test } from "bun:test";
import { eventually } from "../../support/andon";
import { reading, usePlant } from "./plant";

const { andon, machine, send } = usePlant();

/** A value on its machine's page: the number, and its unit. */
async function shown(id: string, metric: string) {
  const value = await eventually(
    async () =>
      new RegExp(
        `data-metric="${metric}"[^>]*>\\s*<span class="number">([^<]*)</span>\\s*<small>([^<]*)</small>`,
      ).exec(await andon.text(`/machines/${id}`)),
    `${metric} is shown`,
  );
  return [value?.[1]?.replaceAll(/[\s\u00a0\u202f,]/g, ""), value?.[2]?.trim()];
}

test.each([
  ["current_phase_c", ""],
  ["voltage_c", ""],
  ["temp_zone_a", ""],
  ["line_b", ""],
  ["pump_v", ""],
  ["oil_temp_c", "°C"],
  ["supply_air_temp_degc", "°C"],
  ["power_kw", "kW"],
])("the unit of %s is %p", async (metric, unit) => {
  const id = await machine(`Unit ${metric}`);
  await send(reading(id, 0, { [metric]: 12.5 }));
  expect(await shown(id, metric)).toEqual(["12.5", unit]);
});

test.each([
  [4.3e-6, /^(4\.3e-6|4\.30?×10.*|0\.0000043|4\.30?µ?|0\.00000430)$/],
  [-0.0001, /^[-−]0\.00010*$/],
  [12_345_678.9, /^1234567[89]$|^12350000$|^12346000$/],
  [0.00999, /^0\.009990?$/],
  [-0, /^0(\.0+)?$/],
  [-1e-320, /^(?![-−]0(\.0+)?$)/],
  [1_234_567, /^1234567$/],
])("%p is shown as a number that is true", async (value, text) => {
  const id = await machine(`Digits ${value} ${Object.is(value, -0)}`);
  await send(reading(id, 0, { reading: value }));
  const [number] = await shown(id, "reading");
  expect(number).toMatch(text);
});
