import { expect, test } from "bun:test";
import { newEnergyWatch, watchEnergy } from "../../src/energy/alerts";
import { createEnergyAlarms } from "../../src/energy/watch";
import type { Alarm } from "../../src/domain/alarm/alarm";
import type { SystemAlert } from "../../src/domain/event";
import type { Machine, NewMachine } from "../../src/domain/machine/machine";
import { type Site, siteOf, usualSite } from "../../src/domain/site/settings";
import { MINUTE_MS, SECOND_MS } from "../../src/domain/time_units";
import { openStore } from "../../src/store/open";
import { reasonOf, wordCause } from "../support/words";

/** Ten in the morning of a Monday, and eleven at night. */
const DAY = Date.parse("2026-11-23T10:00:00Z");
const NIGHT = Date.parse("2026-11-23T23:00:00Z");
const LOOK_MS = 5 * SECOND_MS;
const inForce = siteOf(usualSite("UTC"), "UTC");
const config = { peakLimitKw: 300 };

/** Alarms over a real store, at an instant that the test moves. */
async function start(at: number, more: Partial<NewMachine> = {}) {
  const clock = { at };
  let ids = 0;
  const newId = () => `e${ids++}`;
  const store = await openStore({ url: "sqlite://:memory:", now: () => clock.at, newId, wordCause });
  const machine = await store.machines.add({ name: "Press", data_interval_seconds: 5, ...more });
  const machines: Machine[] = [machine];
  const leads = { here: true };
  const sites: Site[] = [inForce];
  const deps = {
    store,
    machineRegistry: { all: () => machines },
    config: config as { peakLimitKw: number | undefined },
    site: { inForce: () => sites.at(-1)! },
    isLeader: () => leads.here,
    now: () => clock.at,
    newId,
    log: { error: (_: unknown, text?: string) => expect.unreachable(text) },
  };
  const alarms = await createEnergyAlarms(deps);
  async function send(metrics: Record<string, number>, mode = "running") {
    await store.readings.record([{ machine_id: machine.id, at: clock.at, mode, metrics }]);
  }
  /** Sends and looks every five seconds for so many minutes. */
  async function run(minutes: number, work: (look: number) => Promise<void>, once = alarms.once) {
    for (let look = 0; look < (minutes * MINUTE_MS) / LOOK_MS; look++) {
      await work(look);
      await once();
      clock.at += LOOK_MS;
    }
  }
  const alerts = async () =>
    (await store.events.pending(1000)).filter(
      ({ event_type }) => event_type === "system_alert",
    ) as SystemAlert[];
  const states = async () => (await alerts()).map(({ details }) => details!.state);
  const another = (change: Partial<typeof deps> = {}) => createEnergyAlarms({ ...deps, ...change });
  return { clock, store, machine, machines, leads, sites, alarms, send, run, alerts, states, another };
}

test("power over the limit in the readings leads to the alerts that the same draws lead to", async () => {
  const { run, send, alerts, machine } = await start(DAY);
  const power = (look: number) => (look < 200 ? 420 + (look % 7) : 200);
  await run(20, (look) => send({ power_kw: power(look) }));
  const watch = newEnergyWatch();
  const rules = { ...inForce, ...config };
  const expected = Array.from({ length: 240 }, (_, look) => {
    const draw = { machine_id: machine.id, name: "Press", rated_power_kw: null, mode: "running" };
    const draws = [{ ...draw, power_kw: power(look) }];
    const moment = { at: DAY + look * LOOK_MS, draws };
    return watchEnergy(watch, moment, rules, () => "e");
  }).flat();
  expect(expected.map(({ details }) => details.state)).toEqual(["opened", "continued", "closed"]);
  expect((await alerts()).map(({ message }) => message as string | null)).toEqual(expected.map(reasonOf));
});

test("power that comes in a reading of its own counts beside forty other metrics", async () => {
  const { run, send, states } = await start(DAY);
  await run(6, (look) => send(look % 41 === 0 ? { power_kw: 420 } : { [`metric_${look % 41}`]: 1 }));
  expect(await states()).toEqual(["opened"]);
});

test("a metric that is stored later for the same instant is seen", async () => {
  const { clock, run, send, states } = await start(DAY, { data_interval_seconds: 3600 });
  await send({ pressure_bar: 7 });
  await run(1, async () => {});
  clock.at = DAY;
  await send({ power_kw: 420 });
  clock.at = DAY + MINUTE_MS;
  await run(3, async () => {});
  expect(await states()).toEqual(["opened"]);
});

test("a machine that sends nothing for a minute draws nothing any more", async () => {
  const { run, send, states, alerts } = await start(NIGHT);
  await run(17, () => send({ power_kw: 12 }, "idle"));
  expect(await states()).toEqual(["opened"]);
  await run(1, async () => {});
  expect(await states()).toEqual(["opened"]);
  await run(2, async () => {});
  expect(await states()).toEqual(["opened", "closed"]);
  expect((await alerts())[0]!.message).toStartWith("Press is idle outside its shift and draws 12 kW");
});

test("a slow machine draws its power for three of its intervals", async () => {
  const { run, send, states } = await start(NIGHT, { data_interval_seconds: 600 });
  await send({ power_kw: 12 }, "idle");
  await run(25, async () => {});
  expect(await states()).toEqual(["opened"]);
  await run(10, async () => {});
  expect(await states()).toEqual(["opened", "continued", "closed"]);
});

test("a machine that is not in use draws nothing", async () => {
  const { run, send, states, machines } = await start(DAY);
  machines[0] = { ...machines[0]!, is_active: false };
  await run(3, () => send({ power_kw: 420 }));
  expect(await states()).toEqual([]);
});

test("only the leader looks, and the next one continues the alerts of the one before", async () => {
  const { run, send, states, leads, alarms, another } = await start(DAY);
  await run(2, () => send({ power_kw: 420 }));
  expect(await states()).toEqual(["opened"]);
  await alarms.save();
  leads.here = false;
  await run(2, () => send({ power_kw: 200 }));
  expect(await states()).toEqual(["opened"]);
  leads.here = true;
  const next = await another();
  await run(2, () => send({ power_kw: 420 }), next.once);
  expect(await states()).toEqual(["opened"]);
  await run(2, () => send({ power_kw: 200 }), next.once);
  expect(await states()).toEqual(["opened", "closed"]);
});

test("an alert that could not be recorded is recorded with the next look", async () => {
  const { run, send, states, store, alarms } = await start(DAY);
  const { record } = store.events;
  store.events.record = () => Promise.reject(new Error("the database is away"));
  const failures: unknown[] = [];
  await run(
    2,
    () => send({ power_kw: 420 }),
    () => alarms.once().catch((error) => void failures.push(error)),
  );
  expect(failures.length).toBeGreaterThan(0);
  store.events.record = record;
  await run(1, () => send({ power_kw: 420 }));
  expect(await states()).toEqual(["opened"]);
});

test("shifts that people set hold with the next look", async () => {
  const { run, send, states, sites } = await start(NIGHT);
  const shift = { name: "Night", days: ["mon" as const], from: "22:00", to: "06:00" };
  sites.push({ ...inForce, shifts: { ...inForce.shifts, shifts: [shift] } });
  await run(20, () => send({ power_kw: 12 }, "idle"));
  expect(await states()).toEqual([]);
  sites.push(inForce);
  await run(16, () => send({ power_kw: 12 }, "idle"));
  expect(await states()).toEqual(["opened"]);
});

const standing = async ({ alarms }: { alarms: { list(query: { limit: number }): Promise<Alarm[]> } }) =>
  (await alarms.list({ limit: 9 })).map(({ alert_key, state }) => [alert_key, state]);

test("a peak stands as one alarm until it is over, with what it has cost so far", async () => {
  const { run, send, store } = await start(DAY);
  await run(2, () => send({ power_kw: 420 }));
  const [opened] = await store.alarms.list({ limit: 9 });
  expect(opened).toMatchObject({ state: "new", severity: "warning", machine_id: null, opened_at: DAY });
  await run(20, () => send({ power_kw: 420 }));
  const [later, ...others] = await store.alarms.list({ limit: 9 });
  expect(others).toEqual([]);
  expect(later).toMatchObject({ id: opened?.id, state: "new", cause: { state: "continued" } });
  await run(3, () => send({ power_kw: 200 }));
  const [over] = await store.alarms.list({ limit: 9 });
  expect(over).toMatchObject({ id: opened?.id, state: "cleared", cause: { state: "closed" } });
});

test("an idle draw is an alarm of its machine, and ends when that is switched off", async () => {
  const { run, send, store, machine } = await start(NIGHT);
  await run(17, () => send({ power_kw: 12 }, "idle"));
  const [alarm] = await store.alarms.list({ limit: 9 });
  expect(alarm).toMatchObject({
    machine_id: machine.id,
    alert_key: `idle_power ${machine.id}`,
    state: "new",
  });
  await run(3, () => send({ power_kw: 0 }, "offline"));
  expect(await standing(store)).toEqual([[`idle_power ${machine.id}`, "cleared"]]);
});

test("what was over while nothing looked ends after a restart, also when the limit was taken away", async () => {
  const { clock, run, send, store, alarms, another } = await start(DAY);
  await run(2, () => send({ power_kw: 420 }));
  await alarms.save();
  clock.at += 60 * MINUTE_MS;
  const next = await another();
  await run(1, () => send({ power_kw: 200 }), next.once);
  expect(await standing(store)).toEqual([["peak_power", "cleared"]]);

  const again = await start(DAY);
  await again.run(2, () => again.send({ power_kw: 420 }));
  await again.alarms.save();
  const unlimited = await again.another({ config: { peakLimitKw: undefined } });
  await again.run(2, () => again.send({ power_kw: 420 }), unlimited.once);
  expect(await standing(again.store)).toEqual([["peak_power", "cleared"]]);
});

test("an alarm whose episode nobody remembers ends within a minute, as after a restored copy", async () => {
  const { run, send, store, another } = await start(DAY);
  await run(2, () => send({ power_kw: 420 }));
  await store.states.save(new Map([["energy watch", newEnergyWatch()]]));
  const next = await another();
  await run(1, () => send({ power_kw: 200 }), next.once);
  expect(await standing(store)).toEqual([["peak_power", "cleared"]]);
  const [alarm] = await store.alarms.list({ limit: 9 });
  expect(alarm?.reason).not.toContain("so far");
});
