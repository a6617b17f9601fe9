import { type Driver, type Moment, type Rolled } from "./drivers";
import { HOUR_MS } from "../domain/time_units";

/** The part of a roll-up row that a baseline needs: small enough to be handed to a worker. */
export type EnergySample = {
  at: number;
  readings: number;
  /** Mean power in kW, and energy in kWh by the minutes and as the machine sent it; NaN when not known. */
  power: number;
  minuteKwh: number;
  sentKwh: number;
  drivers: number[];
};

/**
 * A machine's energy in each span of time, and the drivers that may explain it. `kwh` and totals are those of
 * a whole span, also where only part of it is covered; NaN is "not known".
 */
export type EnergyRows = {
  at: Float64Array;
  kwh: Float64Array;
  /** Share of the span with readings, 0 to 1. */
  covered: Float64Array;
  names: string[];
  columns: Float64Array[];
  usualReadings: number;
};

/** The sample of a roll-up row. @param timezone of the plant, for the hour and the day */
export function energySample(
  row: Rolled,
  drivers: readonly Driver[],
  seconds: number,
  timezone: string,
): EnergySample {
  const { power_kw: power, energy_kwh: sent } = row.metrics;
  const moment = momentOf(row.at, seconds, timezone);
  return {
    at: row.at,
    readings: power?.count ?? sent?.count ?? 0,
    power: power?.mean ?? NaN,
    minuteKwh: row.kwh ?? NaN,
    sentKwh: sent ? sent.mean * sent.count : NaN,
    drivers: drivers.map((driver) => driver.valueOf(row, moment)),
  };
}

function momentOf(at: number, seconds: number, timezone: string): Moment {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone);
  return { hours: seconds / 3600, hourOfDay: local.hour, dayOfWeek: local.dayOfWeek };
}

/**
 * Samples as rows. A span is covered as far as its minutes were read or, where a machine sends less than once
 * a minute, as far as it holds the usual number of readings. Its energy is mean power × time; without power,
 * the energy that was sent.
 * @param usual readings that a span usually holds; the median of the samples when not given
 */
export function energyRows(
  samples: readonly EnergySample[],
  drivers: readonly Pick<Driver, "name" | "isTotal">[],
  seconds: number,
  usual = usualReadings(samples),
): EnergyRows {
  const hours = (seconds * 1000) / HOUR_MS;
  const covered = Float64Array.from(samples, ({ readings, power, minuteKwh }) => {
    const byMinutes = power > 0 ? minuteKwh / (power * hours) : 0;
    return Math.min(1, Math.max(byMinutes || 0, usual > 0 ? readings / usual : 0));
  });
  const column = ({ isTotal }: Pick<Driver, "isTotal">, place: number) =>
    Float64Array.from(
      samples,
      (sample, row) => (sample.drivers[place] ?? NaN) / (isTotal ? covered[row]! : 1),
    );
  return {
    at: Float64Array.from(samples, ({ at }) => at),
    kwh: Float64Array.from(samples, ({ power, sentKwh }, row) =>
      Number.isNaN(power) ? sentKwh / covered[row]! : power * hours,
    ),
    covered,
    names: drivers.map(({ name }) => name),
    columns: drivers.map(column),
    usualReadings: usual,
  };
}

/** Median of the counts. */
function usualReadings(samples: readonly EnergySample[]): number {
  const counts = samples.map(({ readings }) => readings).filter((count) => count > 0);
  return counts.toSorted((a, b) => a - b)[Math.floor(counts.length / 2)] ?? 0;
}
