import { expect, test } from "bun:test";
import { createPlantState } from "../../../src/live/state/plant_state";
import { createMachinePages } from "../../../src/live/components/machine_pages";
import type { MetricUpdated } from "../../../src/domain/event";
import { MACHINE_DEFAULTS } from "../../../src/domain/machine/machine";

const START = Date.parse("2026-11-23T10:00:00Z");

/** Two machines that have sent a power and a voltage, all of it drawn. */
function start() {
  let now = START;
  const plantState = createPlantState();
  const parts = createMachinePages({ plantState, timezone: "UTC", now: () => now });
  for (const id of ["m1", "m2"])
    plantState.putMachine({ ...MACHINE_DEFAULTS, id, name: id, created_at: 0, updated_at: 0 });
  const send = (machine_id: string, metric: string, value: number) => {
    const timestamp = new Date(now).toISOString();
    const event: MetricUpdated = { event_type: "metric_updated", machine_id, metric, value, timestamp };
    if (plantState.putValue(event)) parts.valueChanged(event);
  };
  for (const id of ["m1", "m2"]) for (const metric of ["power_kw", "voltage_v"]) send(id, metric, 1);
  const tick = () => parts.due([one("m1"), one("m2")]);
  tick();
  tick(); // the turn of what was just drawn comes with the second tick
  return { parts, send, wait: (ms: number) => (now += ms) };
}

const one = (id: string) => ({ kind: "page", page: "machine", machineIds: [id] }) as const;
const LIST = { kind: "page", page: "machines", machineIds: [] } as const;
const ids = (fragments: { id: string }[]) => fragments.map(({ id }) => id);

test("every metric of the machine that somebody looks at is pushed, also those that no tile shows", () => {
  const { parts, send } = start();
  send("m1", "voltage_v", 401);
  send("m2", "voltage_v", 402);
  expect(ids(parts.due([one("m1")]))).toEqual([
    "status-m1",
    "value-m1-voltage_v",
    "value-gauge-m1-voltage_v",
  ]);
});

test("nothing is drawn for a machine that nobody looks at, nor later what was new then", () => {
  const { parts, send } = start();
  send("m1", "power_kw", 2);
  expect(parts.due([])).toEqual([]);
  expect(parts.due([one("m1")])).toEqual([]);
});

test("a metric that comes for the first time has the whole list drawn, so that it finds a place", () => {
  const { parts, send } = start();
  send("m1", "oil_temp_c", 44);
  const fragments = parts.due([one("m1")]);
  expect(ids(fragments)).toEqual(["status-m1", "values-m1"]);
  expect(fragments[1]?.html).toContain('data-metric="oil_temp_c"');
});

test("a silent machine's status is drawn again after a quarter of a minute", () => {
  const { parts, wait } = start();
  wait(15_000);
  expect(ids(parts.due([one("m1")]))).toEqual(["status-m1"]);
});

test("the list hears the main value, mode, reading time and worst alarm of each machine that has changed", () => {
  const { parts, send } = start();
  send("m2", "power_kw", 3);
  expect(ids(parts.due([LIST]))).toEqual(["mode-m2", "read-m2", "worst-m2", "value-m2-power_kw"]);
});

test("a page that catches up is given everything it shows", () => {
  const { parts } = start();
  expect(ids(parts.all(one("m1")))).toEqual(["status-m1", "values-m1"]);
  expect(parts.all(LIST)).toHaveLength(8);
  expect(parts.all({ kind: "page", page: "board", machineIds: [] })).toEqual([]);
});
