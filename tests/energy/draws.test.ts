import { expect, test } from "bun:test";
import { createDraws } from "../../src/energy/draws";
import { MINUTE_MS, SECOND_MS } from "../../src/domain/time_units";
import { openStore } from "../../src/store/open";
import { wordCause } from "../support/words";

const START = Date.parse("2026-11-23T10:00:00Z");

/** A machine that sends every five seconds, and the draws that its stored readings come to. */
async function start() {
  const clock = { at: START };
  const newId = () => "c1";
  const store = await openStore({ url: "sqlite://:memory:", now: () => clock.at, newId, wordCause });
  const machine = await store.machines.add({ name: "Press", data_interval_seconds: 5 });
  const draws = createDraws({ store, machineRegistry: { all: () => [machine] }, now: () => clock.at });
  const send = (metrics: Record<string, number>, at = clock.at, mode = "running") =>
    store.readings.record([{ machine_id: machine.id, at, mode, metrics }]);
  const power = async () => (await draws.now()).map(({ power_kw, mode }) => [power_kw, mode]);
  return { clock, draws, send, power };
}

test("a machine draws its newest power, in the mode of its newest reading", async () => {
  const { clock, send, power } = await start();
  expect(await power()).toEqual([]);
  await send({ power_kw: 10 });
  expect(await power()).toEqual([[10, "running"]]);
  clock.at += 5 * SECOND_MS;
  await send({ pressure_bar: 7 }, clock.at, "idle");
  expect(await power()).toEqual([[10, "idle"]]);
});

test("a reading that is stored late and is older than the newest changes nothing", async () => {
  const { clock, send, power } = await start();
  await send({ power_kw: 10 });
  await power();
  await send({ power_kw: 99 }, clock.at - MINUTE_MS);
  expect(await power()).toEqual([[10, "running"]]);
});

test("a power is believed for a minute after the machine's last reading", async () => {
  const { clock, send, power } = await start();
  await send({ power_kw: 10 });
  clock.at += MINUTE_MS;
  expect(await power()).toEqual([[10, "running"]]);
  clock.at += 1;
  expect(await power()).toEqual([]);
  await send({ pressure_bar: 7 });
  expect(await power()).toEqual([[10, "running"]]);
});

test("readings that were buffered and come all at once are followed to the newest power", async () => {
  const { clock, send, power } = await start();
  await send({ power_kw: 10 });
  await power();
  clock.at += 30 * MINUTE_MS;
  await send({ power_kw: 20 }, clock.at - 20 * MINUTE_MS);
  await send({ pressure_bar: 7 });
  expect(await power()).toEqual([[20, "running"]]);
});

test("after a restart the draws begin with the latest stored readings", async () => {
  const { clock, draws, send, power } = await start();
  await send({ power_kw: 10 });
  await power();
  draws.restart();
  clock.at += SECOND_MS;
  expect(await power()).toEqual([[10, "running"]]);
});
