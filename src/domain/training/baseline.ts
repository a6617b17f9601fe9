/** A fitted number: its standard error, t = value / error, and p, the chance of a t as large when the truth is 0. */
export type Estimate = { value: number; std_error: number; t: number; p: number };

/** How a driver ran while it was learned, in its own unit; `std` is that of the population. */
export type DriverRange = { min: number; max: number; mean: number; std: number };

/** How well a baseline meets rows. Errors in kWh a row; RMSE divides by the number of rows. */
export type Quality = { samples: number; r_squared: number; rmse: number; mae: number };

/** What telling injected faults from good rows came to, each 0 to 1. */
export type DetectorQuality = {
  accuracy: number;
  precision: number;
  recall: number;
  f1_score: number;
  /** Rows that a fault was injected into, and rows that were left as they are. */
  faulty: number;
  good: number;
  measured_on: "injected faults";
};

/** Days that a baseline is learned from unless somebody says otherwise. */
export const LEARNED_DAYS = 90;

/** Rows of a quarter or of an hour. */
export const BASELINE_SECONDS = [900, 3600] as const;
export type BaselineSeconds = (typeof BASELINE_SECONDS)[number];

/** R² from which a baseline is good enough to be believed. */
export const GOOD_R_SQUARED = 0.8;

/** What a machine's energy is expected to be, from what drives it: kWh a row = intercept + Σ coefficient × driver. */
export type Baseline = {
  seconds: BaselineSeconds;
  intercept: Estimate;
  coefficients: Record<string, Estimate>;
  ranges: Record<string, DriverRange>;
  /** Drivers that were asked for and left out, each with the reason. */
  dropped: { name: string; reason: string }[];
  warnings: string[];
  /** Readings that a row usually holds: one with fewer is covered in part. */
  usual_readings: number;
  training: Quality;
  held_out: Quality;
  detector: DetectorQuality;
};

/** A baseline as it is kept: one of each machine's versions is active. Times in epoch milliseconds. */
export type BaselineModel = Baseline & {
  id: string;
  machine_id: string;
  version: number;
  is_active: boolean;
  created_at: number;
  /** The period that it has learned from, half open. */
  from: number;
  to: number;
  /** The drivers that were asked for; null: the usual ones. */
  drivers: string[] | null;
};
