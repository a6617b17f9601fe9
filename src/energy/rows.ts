import type { Driver, Moment, Rolled } from "./drivers";

/** The part of a roll-up row that a baseline needs: small enough to be handed to a worker. */
export type EnergySample = {
  at: number;
  /** Energy of a whole span at the pace of the known part, kWh; NaN when not known. */
  kwh: number;
  /** Share of the span that was read and of which the energy is known, 0 to 1. */
  covered: number;
  drivers: number[];
};

/**
 * A machine's energy in each span of time, and the drivers that may explain it. `kwh` and totals are those of
 * a whole span, also where only part of it is covered; NaN is "not known".
 */
export type EnergyRows = {
  at: Float64Array;
  kwh: Float64Array;
  /** Share of the span that is known, 0 to 1. */
  covered: Float64Array;
  names: string[];
  columns: Float64Array[];
};

/** A row is whole from so much of its span on: the rest is a reading or two. */
export const WHOLE = 0.9;
/**
 * With fewer readings in a row its energy is taken from them, as its drivers are: values held from before.
 */
const FEW_READINGS = 4;

/** The sample of a roll-up row. @param timezone of the plant, for the hour and the day */
export function energySample(
  row: Rolled,
  drivers: readonly Driver[],
  seconds: number,
  timezone: string,
): EnergySample {
  const covered = Math.min(1, Math.min(row.covered_ms, row.energy_ms) / (seconds * 1000));
  const moment = momentOf(row.at, seconds, timezone);
  return {
    at: row.at,
    kwh: wholeKwh(row, seconds),
    covered,
    // A total grows with the time that was read.
    drivers: drivers.map((driver) => driver.valueOf(row, moment) / (driver.isTotal ? covered || NaN : 1)),
  };
}

function wholeKwh({ kwh, energy_ms, metrics: { power_kw: power } }: Rolled, seconds: number): number {
  if (kwh === null || energy_ms === 0) return NaN;
  if (power && power.count < FEW_READINGS) return (power.mean * seconds) / 3600;
  return (kwh * seconds * 1000) / energy_ms;
}

function momentOf(at: number, seconds: number, timezone: string): Moment {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone);
  return { hours: seconds / 3600, hourOfDay: local.hour, dayOfWeek: local.dayOfWeek };
}

/** Samples as rows. @param drivers in the order of the drivers of each sample */
export function energyRows(
  samples: readonly EnergySample[],
  drivers: readonly Pick<Driver, "name">[],
): EnergyRows {
  return {
    at: Float64Array.from(samples, ({ at }) => at),
    kwh: Float64Array.from(samples, ({ kwh }) => kwh),
    covered: Float64Array.from(samples, ({ covered }) => covered),
    names: drivers.map(({ name }) => name),
    columns: drivers.map((_, place) => Float64Array.from(samples, (sample) => sample.drivers[place] ?? NaN)),
  };
}
