/**
 * A fitted coefficient: standard error, t = value / error, and p, the probability of such a t if the true
 * value is 0.
 */
export type Estimate = { value: number; std_error: number; t: number; p: number };

/**
 * The range of a driver in the training rows, in its own unit; `std` is the population standard deviation.
 */
export type DriverRange = { min: number; max: number; mean: number; std: number };

/**
 * How well a baseline fits rows. Errors in kWh per row; RMSE divides by the number of rows. `cv_rmse` is RMSE
 * and `nmbe` the mean error, each as a share of the mean energy; models of earlier versions lack both.
 */
export type Quality = {
  samples: number;
  r_squared: number;
  rmse: number;
  mae: number;
  cv_rmse?: number;
  nmbe?: number;
};

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

/** The least R² of a reliable baseline, and of one to be used with care. */
export const GOOD_R_SQUARED = 0.8;
export const FAIR_R_SQUARED = 0.5;
/** The most that an hourly model may err: CV(RMSE) and NMBE of ASHRAE Guideline 14-2014, 5.3.2.4. */
export const MOST_CV_RMSE = 0.3;
export const MOST_NMBE = 0.1;

export const VERDICTS = ["good", "fair", "poor"] as const;
/** Whether a baseline can be relied on; used with care; or says nothing about the energy. */
export type Verdict = (typeof VERDICTS)[number];

/** The verdict on a baseline by its quality on rows that it has not learned from. */
export function verdictOf({ r_squared, cv_rmse = 0, nmbe = 0 }: Quality): Verdict {
  if (cv_rmse > MOST_CV_RMSE || Math.abs(nmbe) > MOST_NMBE || !(r_squared >= FAIR_R_SQUARED)) return "poor";
  return r_squared >= GOOD_R_SQUARED ? "good" : "fair";
}

/** The expected energy of a machine from its drivers: kWh per row = intercept + Σ coefficient × driver. */
export type Baseline = {
  seconds: BaselineSeconds;
  intercept: Estimate;
  coefficients: Record<string, Estimate>;
  ranges: Record<string, DriverRange>;
  /** Every driver that was tried; absent where they were asked for, or in models of earlier versions. */
  tried?: string[];
  /** Requested or tried drivers that were left out, each with the reason. */
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
  /** The requested drivers; null: chosen among what the machine sends. */
  drivers: string[] | null;
};
