import { type Driver, driverNamed, driverName } from "./drivers";
import { deviationSeverity, formulaOf, predictEnergy } from "./predict";
import { energyRows, energySample } from "./rows";
import type { Store } from "../store/store";
import type { BaselineModel } from "../domain/training/baseline";
import type { Energy } from "./energy";
import { yieldToLoop } from "../async/yield";
import { DAY_MS } from "../domain/time_units";
import type { RolledRow } from "../store/readings/reading_store";

/** Rows are read in slices, so that the loop turns between them. */
const SLICE_MS = 5 * DAY_MS;

/** Answers what a machine should have drawn, from its baseline and the roll-ups. */
export function createEnergy(store: Pick<Store, "readings">, timezone: string): Energy {
  async function deviation(model: BaselineModel, from: number, to: number) {
    const rows: RolledRow[] = [];
    for (let start = from; start < to; start += SLICE_MS) {
      const end = Math.min(start + SLICE_MS, to);
      rows.push(...(await store.readings.rolledRows(model.machine_id, model.seconds, start, end)));
      await yieldToLoop();
    }
    const { spans, warnings } = expectations(model, rows, timezone);
    const sum = (of: "actual_kwh" | "predicted_kwh") => spans.reduce((total, span) => total + span[of], 0);
    const [actual, predicted] = [sum("actual_kwh"), sum("predicted_kwh")];
    const percent = percentOf(actual - predicted, predicted);
    return {
      total_actual_kwh: actual,
      total_predicted_kwh: predicted,
      deviation_kwh: actual - predicted,
      deviation_percent: percent,
      deviation_severity: deviationSeverity(percent ?? 0),
      warnings,
      spans,
    };
  }

  return {
    deviation,
    predict(model, given) {
      const named = Object.entries(given).map(([name, value]) => [driverName(name), value] as const);
      const { warnings, ...prediction } = predictEnergy(model, Object.fromEntries(named));
      const strangers = named.filter(([name]) => !(name in model.coefficients));
      const unused = strangers.map(([name]) => `${name} is no driver of this model: it was not used`);
      return { ...prediction, warnings: [...warnings, ...unused] };
    },
    formula: formulaOf,
  };
}

/**
 * What each row drew and what it should have drawn, kWh of the time that was read; rows without power are left out. Each
 * kind of warning is told once, with the number of rows.
 */
function expectations(model: BaselineModel, rolled: readonly RolledRow[], timezone: string) {
  const drivers = driversOf(model);
  const rows = rowsOf(model, drivers, rolled, timezone);
  const told = new Map<string, number>();
  const spans = [...rows.at.keys()].flatMap((row) => {
    const covered = rows.covered[row]!;
    const actual = rows.kwh[row]! * covered;
    if (!Number.isFinite(actual)) return [];
    const { predicted_energy_kwh, warnings } = predictEnergy(model, featuresOf(drivers, rows.columns, row));
    const predicted = predicted_energy_kwh * covered;
    for (const warning of warnings) {
      const kind = warning.replace(/^(\S+) \S+ is outside/, "$1 is outside").replace(/-?[\d.]+ kWh/, "some");
      told.set(kind, (told.get(kind) ?? 0) + 1);
    }
    return [
      {
        at: rows.at[row]!,
        actual_kwh: actual,
        predicted_kwh: predicted,
        deviation_kwh: actual - predicted,
        deviation_percent: percentOf(actual - predicted, predicted),
      },
    ];
  });
  const warnings = [...told].map(([warning, count]) => `${warning} (${count} of ${spans.length} rows)`);
  return { spans, warnings };
}

/**
 * How far the energy of each row is from what its baseline expects, kWh a whole hour; NaN where it is not known.
 * @param rolled hourly rows; those of a baseline of quarters say nothing
 */
export function residuals(
  model: BaselineModel,
  rolled: readonly RolledRow[],
  timezone: string,
): Float64Array {
  const drivers = driversOf(model);
  const rows = rowsOf(model, drivers, rolled, timezone);
  return rows.kwh.map((kwh, row) => {
    const given = featuresOf(drivers, rows.columns, row);
    return Object.values(given).some(Number.isNaN)
      ? NaN
      : kwh - predictEnergy(model, given).predicted_energy_kwh;
  });
}

const driversOf = ({ coefficients }: BaselineModel) => Object.keys(coefficients).map(driverNamed);

function rowsOf(model: BaselineModel, drivers: Driver[], rolled: readonly RolledRow[], timezone: string) {
  const samples = rolled.map((row) => energySample(row, drivers, model.seconds, timezone));
  return energyRows(samples, drivers, model.seconds, model.usual_readings);
}

function featuresOf(drivers: readonly Driver[], columns: readonly Float64Array[], row: number) {
  return Object.fromEntries(drivers.map(({ name }, place) => [name, columns[place]![row]!]));
}

/** Null when nothing was expected: no share of zero is honest. */
function percentOf(part: number, whole: number): number | null {
  return whole > 0 ? (part / whole) * 100 : null;
}
