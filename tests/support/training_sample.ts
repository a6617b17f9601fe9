import type { TrainingJob } from "../../src/domain/training/job";

/** A job that was just requested. */
export const job = (fields: Partial<TrainingJob> = {}): TrainingJob => ({
  id: "j1",
  machine_id: "c1",
  machine_name: "Compressor-1",
  model_type: "linear_regression",
  status: "pending",
  step: null,
  progress_pct: 0,
  message: null,
  from: 0,
  to: 3_600_000,
  seconds: 3600,
  drivers: null,
  created_at: 1000,
  started_at: null,
  ended_at: null,
  metrics: null,
  error: null,
  model_id: null,
  model_version: null,
  ...fields,
});

const estimate = { value: 1, std_error: 0.1, t: 10, p: 0 };
const quality = { samples: 50, r_squared: 0.9, rmse: 1, mae: 0.8 };

/** A model that a training has learned. */
export const learned = (id: string, machine_id: string) => ({
  id,
  machine_id,
  created_at: 2000,
  from: 0,
  to: 3_600_000,
  drivers: null,
  seconds: 3600 as const,
  intercept: estimate,
  coefficients: { avg_outdoor_temp_c: estimate },
  ranges: { avg_outdoor_temp_c: { min: 0, max: 30, mean: 15, std: 5 } },
  dropped: [],
  warnings: [],
  training: quality,
  held_out: quality,
  detector: {
    accuracy: 1,
    precision: 1,
    recall: 1,
    f1_score: 1,
    faulty: 5,
    good: 5,
    measured_on: "injected faults" as const,
  },
});
