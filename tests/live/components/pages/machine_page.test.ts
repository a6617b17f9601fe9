import { expect, test } from "bun:test";
import { createMachinePage } from "../../../../src/live/components/pages/machine_page";
import type { MetricUpdated } from "../../../../src/domain/event";
import { createPlantState } from "../../../../src/live/state/plant_state";
import { detected, machine } from "../../../support/views";

const START = Date.parse("2026-11-23T10:00:00Z");

/** Two machines that have sent a power and a voltage, all of it drawn. */
function start() {
  let now = START;
  const plantState = createPlantState();
  const page = createMachinePage({ plantState, timezone: "UTC", now: () => now });
  for (const id of ["m1", "m2"]) plantState.putMachine(machine({ id, name: id }));
  const send = (machine_id: string, metric: string, value: number) => {
    const timestamp = new Date(now).toISOString();
    const event: MetricUpdated = { event_type: "metric_updated", machine_id, metric, value, timestamp };
    if (plantState.putValue(event)) page.onValue(event);
  };
  for (const id of ["m1", "m2"]) for (const metric of ["power_kw", "voltage_v"]) send(id, metric, 1);
  const tick = () => page.tick([of("m1"), of("m2")]);
  tick();
  tick(); // what has just been drawn is due again with the second tick
  return { page, send, wait: (ms: number) => (now += ms) };
}

const of = (id: string) => ({ kind: "page", page: "machine", machineIds: [id] }) as const;
const ids = (fragments: { id: string }[]) => fragments.map(({ id }) => id);

test("every metric of the machine whose page is open is pushed, also those that no tile shows", () => {
  const { page, send } = start();
  send("m1", "voltage_v", 401);
  send("m2", "voltage_v", 402);
  expect(ids(page.tick([of("m1")]))).toEqual(["status-m1", "value-m1-voltage_v", "value-gauge-m1-voltage_v"]);
});

test("nothing is drawn for a machine whose page is not open, nor later what was new then", () => {
  const { page, send } = start();
  send("m1", "power_kw", 2);
  expect(page.tick([])).toEqual([]);
  expect(page.tick([of("m1")])).toEqual([]);
});

test("a metric that comes for the first time has the whole list drawn, so that it gets a place", () => {
  const { page, send } = start();
  send("m1", "oil_temp_c", 44);
  const fragments = page.tick([of("m1")]);
  expect(ids(fragments)).toEqual(["status-m1", "values-m1"]);
  expect(fragments[1]?.html).toContain('data-metric="oil_temp_c"');
});

test("a silent machine's status is drawn again after a quarter of a minute", () => {
  const { page, wait } = start();
  wait(15_000);
  expect(ids(page.tick([of("m1")]))).toEqual(["status-m1"]);
});

test("an alarm redraws the status of its machine with the next tick, once", () => {
  const { page } = start();
  page.onEvent(detected({ machine_id: "m1" }));
  expect(ids(page.tick([of("m1"), of("m2")]))).toEqual(["status-m1"]);
  expect(page.tick([of("m1"), of("m2")])).toEqual([]);
});

test("a page that catches up is given everything of its machine", () => {
  expect(ids(start().page.snapshot(of("m1")))).toEqual(["status-m1", "values-m1"]);
});
