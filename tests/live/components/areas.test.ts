import { expect, test } from "bun:test";
import { createAreas } from "../../../src/live/components/areas";
import { createPlantState } from "../../../src/live/state/plant_state";
import type { Alarm } from "../../../src/domain/alarm/alarm";
import { MACHINE_DEFAULTS, type Machine } from "../../../src/domain/machine/machine";

/** A floor of machines named by their areas, and a clock of its own. */
function start(...locations: string[]) {
  let now = 0;
  const plantState = createPlantState();
  const areas = createAreas({ plantState, timezone: "UTC", now: () => now });
  const machine = (location: string, change: Partial<Machine> = {}): Machine => ({
    ...MACHINE_DEFAULTS,
    id: location,
    name: location,
    location,
    created_at: 0,
    updated_at: 0,
    ...change,
  });
  const put = (changed: Machine) => {
    const before = plantState.machine(changed.id);
    plantState.putMachine(changed);
    areas.machineChanged(changed, before);
  };
  locations.forEach((location) => put(machine(location)));
  areas.due();
  return { plantState, areas, machine, put, wait: (ms: number) => (now += ms) };
}

const alarm = (machine_id: string) =>
  ({ id: "a", machine_id, state: "new", severity: "warning", opened_at: 0 }) as Alarm;
const ALL: string[] = [];

test("an alarm draws the heading of its own area, for each board by the machines that it shows", () => {
  const { plantState, areas } = start("A", "B", "C");
  plantState.putAlarm(alarm("A"));
  areas.changed("A");
  const due = areas.due();
  expect(due(ALL).map(({ id }) => id)).toEqual(["area-a"]);
  expect(due(ALL)[0]?.html).toContain("1 unacknowledged");
  expect(due(["B", "C"])).toEqual([]);
  expect(due(["A"])).toEqual([]); // one area: no heading
  expect(areas.due()(ALL)).toEqual([]);
});

test("the first machine of a second area gives the first area its heading too", () => {
  const { areas, machine, put } = start("A");
  put(machine("B"));
  expect(
    areas
      .due()(ALL)
      .map(({ id }) => id),
  ).toEqual(["area-a", "area-b"]);
});

test("a machine that goes elsewhere has all tiles drawn in order, at most every two seconds", () => {
  const { areas, machine, put, wait } = start("A", "B");
  put(machine("A", { location: "C" }));
  const [whole] = areas.due()(ALL);
  expect(whole?.target).toBe("tiles");
  expect(whole?.html.match(/data-area="."/g)).toEqual(['data-area="B"', 'data-area="C"']);
  put(machine("A", { location: "D" }));
  expect(
    areas
      .due()(ALL)
      .map(({ target }) => target),
  ).not.toContain("tiles");
  expect(areas.mustArrange()).toBe(false);
  wait(2_000);
  expect(areas.mustArrange()).toBe(true);
  expect(
    areas
      .due()(ALL)
      .map(({ target }) => target),
  ).toEqual(["tiles"]);
});

test("a machine that is changed and stays where it is moves nothing", () => {
  const { areas, machine, put } = start("A", "B");
  put(machine("A", { rated_power_kw: 5 }));
  expect(
    areas
      .due()(ALL)
      .map(({ target }) => target),
  ).toEqual(["tile"]);
});
