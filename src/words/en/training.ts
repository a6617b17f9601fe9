import type { Verdict } from "../../domain/training/baseline";
import type { JobStatus, TrainingStep } from "../../domain/training/job";

const HELD_OUT = "R² (test data)";
const TRAINED = "R² (training data)";

/** Trainings of energy baselines. */
export const training = {
  title: "Training",
  machine: "Machine",
  start: "Train the energy baseline",
  cancel: "Cancel",
  cancelOf: (machine: string | null) => `Cancel the training of ${machine ?? "–"}`,
  begins: "Starts",
  progressOf: (percent: number) => `Training, ${percent} % done`,
  noJobs: "No training yet. Choose a machine and start one.",
  status: {
    pending: "Waiting",
    running: "Running",
    completed: "Completed",
    failed: "Failed",
    cancelled: "Cancelled",
  } satisfies Record<JobStatus, string>,
  steps: {
    reading: "Read",
    learning: "Learn",
    checking: "Check",
    testing: "Test",
    storing: "Save",
  } satisfies Record<TrainingStep, string>,
  version: "Version",
  heldOut: HELD_OUT,
  trained: TRAINED,
  rmse: "RMSE",
  mae: "MAE",
  rows: "Rows",
  detectorOn: "Detector, tested with injected faults:",
  accuracy: "Accuracy",
  precision: "Precision",
  recall: "Recall",
  f1: "F1",
  models: "Active energy baselines",
  noModels: "No baseline yet. The first completed training creates one.",
  columns: ["Machine", "Version", HELD_OUT, TRAINED, "RMSE", "Rows", "Trained", "Formula (kWh per hour)"],
  /** By R² on held-out days, CV(RMSE) and NMBE. */
  verdict: {
    good: "Reliable:",
    fair: "Use with care:",
    poor: "Not reliable, it explains too little:",
  } satisfies Record<Verdict, string>,
  tried: (tried: number, kept: number, others: string) =>
    `Tried ${tried} drivers, kept ${kept}. Of no help: ${others}`,
  none: "none",
  drivers: "Drivers (optional)",
  driversHint: "Empty: chosen among what the machine sends. Or names: flow_rate_m3h, hour_of_day",
};
