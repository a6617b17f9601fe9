import { expect, test } from "bun:test";
import { createAreas } from "../../../src/live/components/areas";
import { createPlantState } from "../../../src/live/state/plant_state";
import type { Alarm } from "../../../src/domain/alarm/alarm";
import type { Machine } from "../../../src/domain/machine/machine";
import { detected, machine } from "../../support/views";

const inArea = (location: string, change: Partial<Machine> = {}) =>
  machine({ id: location, name: location, location, ...change });

/** A plant of machines named by their areas, and a clock of its own. */
function start(...locations: string[]) {
  let now = 0;
  const plantState = createPlantState();
  const areas = createAreas({ plantState, timezone: "UTC", now: () => now });
  const put = (changed: Machine) => {
    const before = plantState.machine(changed.id);
    plantState.putMachine(changed);
    areas.onMachine(changed, before);
  };
  /** Draws what is due for a board of these machines (none named: all), and for others of the same frame. */
  const due = (...boards: string[][]) => {
    const drawn = areas.due();
    return boards.map((machineIds) =>
      typeof drawn === "function" ? drawn({ kind: "page", page: "board", machineIds }) : drawn,
    );
  };
  locations.forEach((location) => put(inArea(location)));
  areas.due();
  return { plantState, areas, put, due, wait: (ms: number) => (now += ms) };
}

const ALL: string[] = [];
const targets = (fragments: readonly { target: string }[] | undefined) =>
  fragments?.map(({ target }) => target);

test("an alarm draws the heading of its own area, for each board by the machines that it shows", () => {
  const { plantState, areas, due } = start("A", "B", "C");
  plantState.putAlarm({ id: "a", machine_id: "A", state: "new", severity: "warning", opened_at: 0 } as Alarm);
  areas.onEvent(detected({ machine_id: "A" }));
  const [all, others, one] = due(ALL, ["B", "C"], ["A"]);
  expect(all?.map(({ id }) => id)).toEqual(["area-a"]);
  expect(all?.[0]?.html).toContain("1 unacknowledged");
  expect(others).toEqual([]);
  expect(one).toEqual([]); // one area: no heading
  expect(due(ALL)).toEqual([[]]);
});

test("the first machine of a second area gives the first area its heading too", () => {
  const { put, due } = start("A");
  put(inArea("B"));
  expect(due(ALL)[0]?.map(({ id }) => id)).toEqual(["area-a", "area-b"]);
});

test("a machine that moves to another area has all tiles arranged anew, at most every two seconds", () => {
  const { areas, put, due, wait } = start("A", "B");
  put(inArea("A", { location: "C" }));
  const [whole] = due(ALL)[0] ?? [];
  expect(whole?.target).toBe("tiles");
  expect(whole?.html.match(/data-area="."/g)).toEqual(['data-area="B"', 'data-area="C"']);
  put(inArea("A", { location: "D" }));
  expect(targets(due(ALL)[0])).not.toContain("tiles");
  expect(areas.isDue()).toBe(false);
  wait(2_000);
  expect(areas.isDue()).toBe(true);
  expect(targets(due(ALL)[0])).toEqual(["tiles"]);
});

test("a machine that is changed and stays in its area moves nothing", () => {
  const { put, due } = start("A", "B");
  put(inArea("A", { rated_power_kw: 5 }));
  expect(targets(due(ALL)[0])).toEqual(["tile"]);
});

test("a heading that says the same on several boards is drawn once", () => {
  const { plantState, areas, due } = start("A", "B", "C");
  plantState.putAlarm({ id: "a", machine_id: "A", state: "new", severity: "warning", opened_at: 0 } as Alarm);
  areas.onEvent(detected({ machine_id: "A" }));
  const [one, other] = due(["A", "B"], ["A", "C"]);
  expect(one?.[0]?.html).toContain("1 unacknowledged");
  expect(other?.[0]).toBe(one![0]);
});
