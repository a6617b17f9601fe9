import { driverName } from "./drivers";
import { expectations, percentOf, type SpanDeviation } from "./expectations";
import {
  type DeviationSeverity,
  deviationSeverity,
  formulaOf,
  type Prediction,
  predictEnergy,
} from "./predict";
import type { RolledRow } from "../store/readings/reading_store";
import type { Store } from "../store/store";
import type { BaselineModel } from "../domain/training/baseline";
import { yieldToLoop } from "../async/yield";
import { DAY_MS, HOUR_SECONDS } from "../domain/time_units";
import { iso } from "../domain/iso";

/** Rows are read in slices, so that the event loop turns between them. */
const SLICE_MS = 5 * DAY_MS;

/** The energy that a machine should have drawn. Times in epoch milliseconds, energies in kWh. */
export type Energy = {
  /**
   * The energy drawn in the whole spans of a period, beside the expectation; each as far as it was read.
   * @throws {RangeError} with a sentence when the period holds no whole span, or nothing of it was read
   */
  deviation(model: BaselineModel, from: number, to: number): Promise<Deviation>;
  /** The spans that begin in a period, also one that has not ended yet. */
  spans(model: BaselineModel, from: number, to: number): Promise<SpanDeviation[]>;
  /** The expectation for given drivers, by any of their names. */
  predict(model: BaselineModel, given: Record<string, number | null>): Prediction;
  formula(model: BaselineModel): string;
};

export type Deviation = {
  /** The period really used: whole spans, half open. */
  from: number;
  to: number;
  /** Share of that period that was read, 0 to 1. */
  covered: number;
  total_actual_kwh: number;
  total_predicted_kwh: number;
  deviation_kwh: number;
  deviation_percent: number | null;
  deviation_severity: DeviationSeverity;
  warnings: string[];
  spans: SpanDeviation[];
};

/** A span of which less was read is not compared. */
const LEAST_READ = 0.25;

/** Compares baselines with the roll-ups of a store. */
export function createEnergy(store: Pick<Store, "readings">, timezone: string): Energy {
  async function rowsOf({ machine_id, seconds }: BaselineModel, from: number, to: number) {
    const rows: RolledRow[] = [];
    for (let start = from; start < to; start += SLICE_MS) {
      const end = Math.min(start + SLICE_MS, to);
      rows.push(...(await store.readings.rolledRows(machine_id, seconds, start, end)));
      await yieldToLoop();
    }
    return rows;
  }

  async function deviation(model: BaselineModel, asked: number, until: number): Promise<Deviation> {
    const length = model.seconds * 1000;
    const from = Math.ceil(asked / length) * length;
    const to = Math.floor(until / length) * length;
    const span = model.seconds === HOUR_SECONDS ? "hour" : "quarter of an hour";
    if (from >= to) throw new RangeError(noWhole(span, asked, until));
    const { spans: read, warnings } = expectations(model, await rowsOf(model, from, to), timezone);
    // A total such as what was produced may be told at once for all of a span of which little was read.
    const spans = read.filter(({ covered }) => covered >= LEAST_READ);
    if (spans.length === 0)
      throw new RangeError(`No energy is known from ${iso(from)} to ${iso(to)}: nothing can be compared`);
    const sum = (of: "actual_kwh" | "predicted_kwh") => spans.reduce((total, span) => total + span[of], 0);
    const [actual, predicted] = [sum("actual_kwh"), sum("predicted_kwh")];
    const percent = percentOf(actual - predicted, predicted);
    return {
      from,
      to,
      covered: spans.reduce((total, { covered }) => total + covered, 0) / ((to - from) / length),
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
    spans: async (model, from, to) => expectations(model, await rowsOf(model, from, to), timezone).spans,
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

function noWhole(span: string, from: number, to: number): string {
  return `There is no whole ${span} from ${iso(from)} to ${iso(to)} that has ended: nothing can be compared`;
}
