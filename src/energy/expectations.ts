import type { RolledRow } from "../store/readings/reading_store";
import type { BaselineModel } from "../domain/training/baseline";
import { type Driver, driverNamed } from "./drivers";
import { predictEnergy } from "./predict";
import { energyRows, energySample } from "./rows";

/** One row of the baseline's span. */
export type SpanDeviation = {
  at: number;
  /** Share of the span that was read, 0 to 1: both energies are those of that part. */
  covered: number;
  actual_kwh: number;
  predicted_kwh: number;
  deviation_kwh: number;
  /** Null when nothing was expected: no share of zero is honest. */
  deviation_percent: number | null;
};

/**
 * The energy of each row beside the expectation, kWh in the time that was read; rows without energy are left
 * out. Each kind of warning appears once, with the number of rows.
 */
export function expectations(model: BaselineModel, rolled: readonly RolledRow[], timezone: string) {
  const drivers = driversOf(model);
  const rows = modelRows(model, drivers, rolled, timezone);
  const counts = new Map<string, number>();
  const spans = [...rows.at.keys()].flatMap((row): SpanDeviation[] => {
    const covered = rows.covered[row]!;
    const actual = rows.kwh[row]! * covered;
    if (!Number.isFinite(actual) || covered === 0) return [];
    const { predicted_energy_kwh, warnings } = predictEnergy(model, featuresOf(drivers, rows.columns, row));
    const predicted = predicted_energy_kwh * covered;
    for (const warning of warnings) {
      const kind = warning.replace(/^(\S+) \S+ is outside/, "$1 is outside").replace(/-?[\d.]+ kWh/, "some");
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    return [
      {
        at: rows.at[row]!,
        covered,
        actual_kwh: actual,
        predicted_kwh: predicted,
        deviation_kwh: actual - predicted,
        deviation_percent: percentOf(actual - predicted, predicted),
      },
    ];
  });
  const warnings = [...counts].map(([warning, count]) => `${warning} (${count} of ${spans.length} rows)`);
  return { spans, warnings };
}

/**
 * The distance of each row's energy from the baseline's expectation, kWh a whole hour; NaN where it is not
 * known.
 * @param rolled rows of the baseline's span
 */
export function residuals(
  model: BaselineModel,
  rolled: readonly RolledRow[],
  timezone: string,
): Float64Array {
  const drivers = driversOf(model);
  const rows = modelRows(model, drivers, rolled, timezone);
  return rows.kwh.map((kwh, row) => {
    const given = featuresOf(drivers, rows.columns, row);
    return Object.values(given).some(Number.isNaN)
      ? NaN
      : kwh - predictEnergy(model, given).predicted_energy_kwh;
  });
}

/** The energy that the baseline expects in whole rows, kWh; undefined where a driver is not known. */
export function expectedKwh(
  model: BaselineModel,
  rolled: readonly RolledRow[],
  timezone: string,
): (number | undefined)[] {
  const drivers = driversOf(model);
  const { columns } = modelRows(model, drivers, rolled, timezone);
  return rolled.map((_, row) => {
    const given = featuresOf(drivers, columns, row);
    return Object.values(given).some(Number.isNaN)
      ? undefined
      : predictEnergy(model, given).predicted_energy_kwh;
  });
}

const driversOf = ({ coefficients }: BaselineModel) => Object.keys(coefficients).map(driverNamed);

function modelRows(model: BaselineModel, drivers: Driver[], rolled: readonly RolledRow[], timezone: string) {
  const samples = rolled.map((row) => energySample(row, drivers, model.seconds, timezone));
  return energyRows(samples, drivers);
}

function featuresOf(drivers: readonly Driver[], columns: readonly Float64Array[], row: number) {
  return Object.fromEntries(drivers.map(({ name }, place) => [name, columns[place]![row]!]));
}

/** Per cent of a whole; null of nothing. */
export function percentOf(part: number, whole: number): number | null {
  return whole > 0 ? (part / whole) * 100 : null;
}
