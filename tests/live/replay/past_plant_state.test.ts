import { expect, test } from "bun:test";
import { pastPlantState } from "../../../src/live/replay/past_plant_state";
import { alarm, machine, NOW } from "../../support/views";

const past = {
  machinesAt: async () => [
    {
      ...{ machine_id: "c1", at: NOW, mode: "running", metrics: { power_kw: 50 } },
      minutes: [{ machine_id: "c1", at: NOW - 60_000, mode: "running", metrics: { power_kw: 40, other: 1 } }],
    },
  ],
  alarmsAt: async () => [alarm({ state: "new" })],
};

test("machines stand as they were: value, trend of their minutes, alarm, and no band", async () => {
  const query = { at: NOW, machineIds: [], fill: 10 };
  const { plantState, alarms } = await pastPlantState(past, [machine({ data_interval_seconds: 1 })], query);
  expect(plantState.tile("c1")).toMatchObject({
    main: { metric: "power_kw", value: 50, low: undefined },
    trend: [
      { at: NOW - 60_000, value: 40 },
      { at: NOW, value: 50 },
    ],
    alarm: { id: "a1" },
    // Between two minutes that are stored a machine was not silent.
    machine: { data_interval_seconds: 30 },
  });
  expect(alarms).toHaveLength(1);
});

test("a narrowed replay knows no other machines", async () => {
  const query = { at: NOW, machineIds: ["c2"], fill: 10 };
  const { plantState } = await pastPlantState(past, [machine(), machine({ id: "c2" })], query);
  expect(plantState.machines().map(({ id }) => id)).toEqual(["c2"]);
});
