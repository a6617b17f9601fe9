import type { BaselineModel } from "../domain/training/baseline";

/** Expected energy of a machine. Times in epoch milliseconds, energies in kWh. */
export type Energy = {
  deviation(model: BaselineModel, from: number, to: number): Promise<Deviation>;
  predict(
    model: BaselineModel,
    features: Record<string, number | null>,
  ): { predicted_energy_kwh: number; features: Record<string, number>; warnings: string[] };
  formula(model: BaselineModel): string;
};
type Span = {
  at: number;
  actual_kwh: number;
  predicted_kwh: number;
  deviation_kwh: number;
  deviation_percent: number | null;
};
type Deviation = {
  total_actual_kwh: number;
  total_predicted_kwh: number;
  deviation_kwh: number;
  deviation_percent: number | null;
  deviation_severity: "normal" | "warning" | "critical";
  warnings: string[];
  spans: Span[];
};
