import { expect, test } from "bun:test";
import { loadPlantState } from "../../../src/live/state/load_plant_state";
import { createPlantState } from "../../../src/live/state/plant_state";
import { alarm, machine, NOW } from "../../support/views";

test("machines come with their newest values, their trend and their open alarms", async () => {
  const asked: unknown[] = [];
  const latest = ["c1", "c2", "unknown"].map((machine_id) => ({
    ...{ machine_id, at: NOW, mode: "running", metrics: { pressure_bar: 6, power_kw: 50 } },
  }));
  const plantState = createPlantState();
  const store = {
    readings: {
      latest: async () => latest,
      points: async (...query: unknown[]) => (asked.push(query), [{ at: NOW, value: 50 }]),
    },
    alarms: { list: async () => [alarm({ machine_id: "c2" })] },
  };
  await loadPlantState(plantState, store, [machine(), machine({ id: "c2" }), machine({ id: "c3" })], NOW);
  expect(asked).toEqual(["c1", "c2"].map((id) => [id, "power_kw", NOW - 900_000, NOW]));
  expect(plantState.tile("c1")).toMatchObject({
    mode: "running",
    main: { value: 50 },
    learned: 1,
    alarm: null,
  });
  expect(plantState.tile("c2")?.alarm?.id).toBe("a1");
  expect(plantState.tile("c3")).toMatchObject({ at: null, learned: 0 });
});
