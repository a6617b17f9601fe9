import { driverNamed, type Rolled } from "../../src/energy/drivers";
import { energyRows, energySample } from "../../src/energy/rows";
import { HOUR_MS } from "../../src/domain/time_units";

/** A Sunday, 23:00 in Berlin. */
export const START = Date.parse("2026-03-01T22:00:00Z");

const same = (value: number, count: number) => ({ count, mean: value, low: value, high: value });

/** An hour in which `minutes` were read, one reading each. */
export function hour(index: number, metrics: Record<string, number>, minutes = 60): Rolled {
  const rolled = Object.entries(metrics).map(([name, value]) => [name, same(value, minutes)] as const);
  const kwh = metrics.power_kw === undefined ? null : (metrics.power_kw * minutes) / 60;
  const covered_ms = minutes * 60_000;
  return {
    at: START + index * HOUR_MS,
    kwh,
    covered_ms,
    energy_ms: kwh === null ? 0 : covered_ms,
    metrics: Object.fromEntries(rolled),
  };
}

export function rowsOf(rolled: readonly Rolled[], names: readonly string[]) {
  const drivers = names.map(driverNamed);
  const samples = rolled.map((row) => energySample(row, drivers, 3600, "Europe/Berlin"));
  return energyRows(samples, drivers);
}

/** 20 days: 5 kWh and 0.1 for each piece and −0.5 for each degree. */
export function twentyDays(extra: (index: number) => Record<string, number> = () => ({})): Rolled[] {
  return Array.from({ length: 480 }, (_, index) => {
    const [made, degrees] = [index % 7, 10 + (index % 24)];
    const power_kw = 50 + 6 * made - 0.5 * degrees + Math.sin(index * 1.7);
    return hour(index, { power_kw, production_count: made, outdoor_temp_c: degrees, ...extra(index) });
  });
}

/** The drivers of that sample. */
export const DRIVERS = ["production_count", "outdoor_temp_c"];
