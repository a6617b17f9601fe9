/**
 * A fitted coefficient: standard error, t = value / error, and p, the probability of such a t if the true
 * value is 0.
 */
export type Estimate = { value: number; std_error: number; t: number; p: number };

/**
 * The range of a driver in the training rows, in its own unit; `std` is the population standard deviation.
 */
export type DriverRange = { min: number; max: number; mean: number; std: number };

/** How well a baseline fits rows. Errors in kWh per row; RMSE divides by the number of rows. */
export type Quality = { samples: number; r_squared: number; rmse: number; mae: number };

/** How well the detector tells rows with injected faults from good rows, each figure 0 to 1. */
export type DetectorQuality = {
  accuracy: number;
  precision: number;
  recall: number;
  f1_score: number;
  /** Numbers of rows with an injected fault, and without. */
  faulty: number;
  good: number;
  measured_on: "injected faults";
};

/** Days of history for a training, by default. */
export const LEARNED_DAYS = 90;

/** Row lengths in seconds: a quarter of an hour, or an hour. */
const BASELINE_SECONDS = [900, 3600] as const;
export type BaselineSeconds = (typeof BASELINE_SECONDS)[number];

/** The least R² of a reliable baseline. */
export const GOOD_R_SQUARED = 0.8;

/** The expected energy of a machine from its drivers: kWh per row = intercept + Σ coefficient × driver. */
export type Baseline = {
  seconds: BaselineSeconds;
  intercept: Estimate;
  coefficients: Record<string, Estimate>;
  ranges: Record<string, DriverRange>;
  /** Requested drivers that were left out, each with the reason. */
  dropped: { name: string; reason: string }[];
  warnings: string[];
  training: Quality;
  held_out: Quality;
  detector: DetectorQuality;
};

/** A stored baseline. One version of each machine is active. Times in epoch milliseconds. */
export type BaselineModel = Baseline & {
  id: string;
  machine_id: string;
  version: number;
  is_active: boolean;
  created_at: number;
  /** The training period, half open. */
  from: number;
  to: number;
  /** The requested drivers; null: the default ones. */
  drivers: string[] | null;
};
