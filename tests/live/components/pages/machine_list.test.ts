import { expect, test } from "bun:test";
import { createMachineList } from "../../../../src/live/components/pages/machine_list";
import type { PageAudience } from "../../../../src/live/audiences";
import type { MetricUpdated } from "../../../../src/domain/event";
import { createPlantState } from "../../../../src/live/state/plant_state";
import { detected, machine } from "../../../support/views";

const START = Date.parse("2026-11-23T10:00:00Z");
const LIST: PageAudience = { kind: "page", page: "machines", machineIds: [] };
const ids = (fragments: { id: string }[]) => fragments.map(({ id }) => id);

/** Two machines of which each has sent its power, all of it drawn. */
function start() {
  let now = START;
  const plantState = createPlantState();
  const list = createMachineList({ plantState, timezone: "UTC", now: () => now });
  for (const id of ["m1", "m2"]) plantState.putMachine(machine({ id, name: id }));
  const send = (machine_id: string, value: number) => {
    const timestamp = new Date(now).toISOString();
    const event: MetricUpdated = {
      ...{ event_type: "metric_updated", machine_id, metric: "power_kw", value, timestamp },
    };
    if (plantState.putValue(event)) list.onValue(event);
  };
  send("m1", 1);
  send("m2", 1);
  list.tick([LIST]);
  list.tick([LIST]);
  return { list, send, wait: (ms: number) => (now += ms) };
}

test("a new value brings the main value, mode, reading time and worst alarm of its machine's line", () => {
  const { list, send } = start();
  send("m2", 3);
  expect(ids(list.tick([LIST]))).toEqual(["mode-m2", "read-m2", "worst-m2", "value-m2-power_kw"]);
});

test("while the list is not open nothing is drawn, nor later what was new then", () => {
  const { list, send } = start();
  send("m2", 3);
  expect(list.tick([LIST])).not.toEqual([]); // the guard: now it is not due again at once
  send("m2", 4);
  expect(list.tick([])).toEqual([]);
  expect(list.tick([LIST])).toEqual([]);
});

test("an alarm redraws the line of its machine, and after a quarter of a minute every line is drawn", () => {
  const { list, wait } = start();
  list.onEvent(detected({ machine_id: "m1" }));
  expect(ids(list.tick([LIST]))).toContain("worst-m1");
  wait(15_000);
  const drawn = [...ids(list.tick([LIST])), ...ids(list.tick([LIST]))];
  expect(drawn).toEqual(expect.arrayContaining(["worst-m1", "worst-m2"]));
});

test("a page that catches up is given every line, one that is narrowed only its own", () => {
  const { list } = start();
  expect(list.snapshot(LIST)).toHaveLength(8);
  const narrowed = list.snapshot({ ...LIST, machineIds: ["m2"] });
  expect(new Set(narrowed.map(({ machineId }) => machineId))).toEqual(new Set(["m2"]));
});
