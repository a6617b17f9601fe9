import type { Config } from "../config";
import { shiftsOf, type SiteField, type SomeSiteValues, timesOf } from "../domain/site/settings";

/** What the environment sets of the site, and for each value how: "SHIFT_HOURS=06-22". */
export type FromEnvironment = { values: SomeSiteValues; texts: Partial<Record<SiteField, string>> };

/** The setting of the environment that comes before each value. */
const SETTINGS = {
  currency: "CURRENCY",
  peak_rate: "TARIFF_PEAK_RATE",
  offpeak_rate: "TARIFF_OFFPEAK_RATE",
  peak_times: "TARIFF_PEAK_HOURS",
  shifts: "SHIFT_HOURS",
} as const satisfies Partial<Record<SiteField, string>>;

/** Reads which values of the site the settings of the environment name. */
export function fromEnvironment({ given, ...set }: Config["site"]): FromEnvironment {
  const all = {
    currency: set.currency,
    peak_rate: set.peakRate,
    offpeak_rate: set.offPeakRate,
    peak_times: set.peakHours && timesOf(set.peakHours),
    shifts: set.shiftHours && shiftsOf(set.shiftHours),
  };
  const named = Object.entries(all).filter(([, value]) => value !== undefined);
  const text = (name: string) => `${name}=${given[name] ?? ""}`;
  return {
    values: Object.fromEntries(named) as SomeSiteValues,
    texts: Object.fromEntries(
      named.map(([field]) => [field, text(SETTINGS[field as keyof typeof SETTINGS])]),
    ),
  };
}
