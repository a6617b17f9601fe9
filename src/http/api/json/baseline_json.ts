import { type BaselineModel, verdictOf } from "../../../domain/training/baseline";
import type { Machine } from "../../../domain/machine/machine";
import type { Energy } from "../../../energy/analysis";
import { iso } from "../../../domain/iso";

/** A model version in a list, with its quality on held-out rows. */
export function rowJson(model: BaselineModel) {
  const { samples, r_squared, rmse, mae } = model.training;
  return {
    id: model.id,
    machine_id: model.machine_id,
    energy_source_id: null,
    model_name: `energy_baseline_v${model.version}`,
    model_version: model.version,
    training_samples: samples,
    r_squared,
    rmse,
    mae,
    held_out: model.held_out,
    is_active: model.is_active,
    created_at: iso(model.created_at),
  };
}

/** A model explained in sentences. */
export function explanationOf(model: BaselineModel, energy: Pick<Energy, "formula">) {
  return {
    formula_readable: energy.formula(model),
    warnings: model.warnings,
    tried_drivers: model.tried ?? model.drivers ?? null,
    kept_drivers: Object.keys(model.coefficients),
    dropped_drivers: model.dropped,
  };
}

/** A model in full, as the API shows it. */
export function modelJson(
  model: BaselineModel,
  machine: Machine | undefined,
  energy: Pick<Energy, "formula">,
) {
  const { intercept, coefficients, ranges, detector } = model;
  const valueOf = ([name, { value }]: [string, { value: number }]) => [name, value] as const;
  return {
    ...rowJson(model),
    model_id: model.id,
    machine_name: machine?.name ?? null,
    model_type: "linear_regression",
    interval: model.seconds === 3600 ? "1hour" : "15min",
    intercept: intercept.value,
    coefficients: Object.fromEntries(Object.entries(coefficients).map(valueOf)),
    feature_names: Object.keys(coefficients),
    statistics: { intercept, ...coefficients },
    ranges,
    detector,
    training_start_date: iso(model.from),
    training_end_date: iso(model.to),
    trained_at: iso(model.created_at),
    quality: verdictOf(model.held_out),
    meets_quality_threshold: verdictOf(model.held_out) === "good",
    ...explanationOf(model, energy),
  };
}
