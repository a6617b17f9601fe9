import { expect, test } from "bun:test";
import { factoryEvent, type RecordedEvent } from "../../../src/domain/event";
import { trainingEvent, jobOfEvent } from "../../../src/domain/training/job_event";
import { TRAINING_STEPS } from "../../../src/domain/training/job";
import { job } from "../../support/training_sample";

const recorded = (event: object) =>
  ({ ...event, event_id: "e1", published_at: "2026-11-23T09:00:00.000Z" }) as Parameters<
    typeof jobOfEvent
  >[0];

test.each([
  job({ status: "running", started_at: 2000 }),
  ...TRAINING_STEPS.map((step) => job({ status: "running", step, progress_pct: 30, message: "Works" })),
  job({
    status: "completed",
    step: "storing",
    ended_at: 3000,
    metrics: { rmse: 1 },
    model_id: "m",
    model_version: 2,
  }),
  job({
    status: "failed",
    step: "reading",
    ended_at: 3000,
    error: "no rows",
    drivers: ["avg_cop"],
    seconds: 900,
  }),
  job({ status: "cancelled", ended_at: 3000, error: "Cancelled" }),
])("a job survives its event: %j", (sent) => {
  const event = trainingEvent(sent);
  expect(factoryEvent.safeParse(event).success).toBe(true);
  expect(jobOfEvent(recorded(event))).toEqual(sent);
});

test("fields that another program leaves out are null", () => {
  const event: RecordedEvent = recorded({ event_type: "training_progress", job_id: "x", progress_pct: 40 });
  expect(jobOfEvent(recorded(event))).toMatchObject({
    id: "x",
    machine_id: null,
    status: "running",
    progress_pct: 40,
    step: null,
  });
});
