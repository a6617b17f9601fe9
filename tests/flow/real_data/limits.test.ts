import { expect, test } from "bun:test";
import { series, usePlant } from "./plant";

const { machine, limits, send, all, open, alarmOn, judged } = usePlant();

/** Noise without chance, of so much either way. */
const noise = (index: number, amount: number) =>
  amount * Math.sin(index * 12.9898 + Math.cos(index * 78.233));

test("a gap of readings is no standing still", async () => {
  const id = await machine("Flow-1");
  await limits(id, [{ metric: "flow", flat_minutes: 10 }]);
  await send(series(id, 2, () => ({ flow: 5 }), 12 * 60));
  await judged();
  expect(await all(id)).toEqual([]);
  // It is one when values came all the time.
  const stuck = await machine("Flow-2");
  await limits(stuck, [{ metric: "flow", flat_minutes: 10 }]);
  await send(series(stuck, 80, () => ({ flow: 5 }), 10));
  await alarmOn(stuck, "flow");
});

test("a sensor of five-minute values is not flat because two of them are alike", async () => {
  const id = await machine("Slow-1", { data_interval_seconds: 300 });
  await limits(id, [{ metric: "level", flat_minutes: 4 }]);
  await send(series(id, 3, (index) => ({ level: [7, 8, 8][index] }), 300));
  await judged();
  expect(await all(id)).toEqual([]);
});

test.each([
  ["0.1 °C of noise at 1 Hz", 1, 0.1],
  ["0.1 °C of noise at 10 Hz", 0.1, 0.1],
  ["0.5 °C of noise every ten seconds", 10, 0.5],
])("a rate is one over a window: %s is not 5 °C a minute", async (_, step, amount) => {
  const id = await machine(`Rate ${step}`);
  await limits(id, [{ metric: "temp_c", rate_per_minute: 5 }]);
  await send(series(id, 300, (index) => ({ temp_c: 20 + noise(index, amount) }), step));
  await judged();
  expect(await all(id)).toEqual([]);
});

test("a rate that is kept up over the window is an alarm", async () => {
  const id = await machine("Rate rising");
  await limits(id, [{ metric: "temp_c", rate_per_minute: 5 }]);
  await send(series(id, 180, (index) => ({ temp_c: 20 + index * 0.2 + noise(index, 0.1) })));
  await alarmOn(id, "temp_c");
});

test("one value over a limit with an on-delay is no alarm, and values that stay over it are one", async () => {
  const id = await machine("Delay");
  await limits(id, [{ metric: "temp_c", high: 80, on_delay_seconds: 5 }]);
  await send(series(id, 60, (index) => ({ temp_c: index % 10 === 0 ? 95 : 60 }), 1, 10));
  await judged();
  expect(await all(id)).toEqual([]);
  await send(series(id, 10, () => ({ temp_c: 95 })));
  await alarmOn(id, "temp_c");
});

test("a value that plays about its limit within the dead-band is one alarm that stays", async () => {
  const id = await machine("Band");
  await limits(id, [{ metric: "temp_c", high: 80, dead_band: 3 }]);
  await send(series(id, 240, (index) => ({ temp_c: Math.floor(index / 20) % 2 ? 78 : 81 })));
  await judged();
  expect(await all(id)).toMatchObject([{ state: "new" }]);
  expect(await open(id)).toHaveLength(1);
});
