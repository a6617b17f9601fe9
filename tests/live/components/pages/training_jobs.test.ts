import { expect, test } from "bun:test";
import { createTrainingJobs } from "../../../../src/live/components/pages/training_jobs";
import { createPlantState } from "../../../../src/live/state/plant_state";
import { completed, detected, machine, NOW } from "../../../support/views";

function start() {
  const plantState = createPlantState();
  plantState.putMachine(machine({ name: "Press-1" }));
  return createTrainingJobs({ plantState, timezone: "UTC", now: () => NOW, onUndrawable() {} });
}
const done = { ...completed("completed"), machine_id: "c1", model_version: 3, message: "y = 2 x" };

test("a training event is its job's element, under the name of its machine", () => {
  const [job, ...others] = start().draw({ ...completed("failed"), machine_id: "c1" });
  expect(job).toMatchObject({ target: "job", machineId: "c1" });
  expect(job?.html).toContain("Press-1");
  expect(others).toEqual([]);
});

test("a job that has made a model brings the row of that too", () => {
  const [, model] = start().draw({ ...done, metrics: { held_out_r_squared: 0.93, rmse: 1.5 } });
  expect(model).toMatchObject({ target: "model" });
  expect(model?.html).toContain("y = 2 x");
  expect(model?.html).toContain("0.93");
});

test("a model of an unknown machine has no row", () => {
  expect(
    start()
      .draw({ ...done, machine_id: "c9" })
      .map(({ target }) => target),
  ).toEqual(["job"]);
});

test("events that are no trainings draw nothing on the training page", () => {
  expect(start().draw(detected())).toEqual([]);
});
