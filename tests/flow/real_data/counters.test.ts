import { afterAll, expect, test } from "bun:test";
import { testClock } from "../../support/clock";
import { series, usePlant } from "./plant";

const plant = usePlant();
const { machine, send, all, judged } = plant;
/** Noon, since the figures are those of a day. */
const clock = testClock(12 * 3600 - ((Date.now() / 1000) % 86_400));
const meters = usePlant(clock.settings, clock.now);
afterAll(() => clock[Symbol.dispose]());

const MINUTES = 600;
const RESET_AT = MINUTES - 8;

test.each([
  ["energy_wh", (since: number) => since * 750],
  ["energy_total_kwh", (since: number) => 120 + since * 0.75],
  ["cycle_counter", (since: number) => since * 12],
  ["parts_today", (since: number) => since * 3],
  ["operating_hours", (since: number) => since / 60],
  ["zaehlerstand", (since: number) => since * 7],
])("%s begins anew at the shift, and that is no alarm", async (metric, count) => {
  const id = await machine(`Reset ${metric}`, { data_interval_seconds: 60 });
  const since = (index: number) => (index < RESET_AT ? 400 + index : index - RESET_AT);
  await send(series(id, MINUTES, (index) => ({ [metric]: count(since(index)) }), 60));
  await judged();
  expect((await all(id)).map(({ reason }) => reason)).toEqual([]);
});

test.each([
  ["rolls over at 65,535", (kwh: number) => kwh % 65_536],
  ["is set to nothing", (kwh: number) => (kwh < 65_536 ? kwh : kwh - 65_536)],
  ["shows a glitch once", (kwh: number, index: number) => (index === 90 ? 4_294_967_295 : kwh)],
])("a counter of energy that %s books what was used, and no more", async (what, shown) => {
  const before = (await meters.today()).energy;
  const id = await meters.machine(`Meter ${what}`, { data_interval_seconds: 60 });
  const behind = (Date.now() - clock.now()) / 1000;
  await meters.send(
    series(id, 180, (index) => ({ energy_total_kwh: shown(65_536 - 150 + index, index) }), 60, behind),
  );
  await meters.judged();
  const used = (await meters.today((energy) => Math.abs(energy - before) > 170)).energy - before;
  expect(used).toBeLessThan(182);
});
