import { z } from "zod";

/** "08-20" → the first hour and the hour after the last, both 0–24 in plant time; "22-06" is over midnight. */
export const hours = z
  .string()
  .regex(/^([01]\d|2[0-3])-([01]\d|2[0-4])$/, "must be two hours like 08-20, or 22-06 over midnight")
  .transform((text) => ({ from: Number(text.slice(0, 2)), to: Number(text.slice(3)) }))
  .refine(({ from, to }) => from !== to, "the hours must differ, like 08-20; 00-24 is the whole day");

/** A code of ISO 4217, in any letters. */
export const currency = z
  .string()
  .transform((code) => code.trim().toUpperCase())
  .refine(
    (code) => Intl.supportedValuesOf("currency").includes(code),
    "must be a currency of ISO 4217, like EUR or USD",
  );

export const timezone = z.string().refine((zone) => {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }));
  } catch {
    return false;
  }
}, "must be a time zone like Europe/Berlin");

/** Settings of the environment that pages show. */
const SITE_SETTINGS = [
  "PLANT_NAME",
  "PLANT_TIMEZONE",
  "CURRENCY",
  "TARIFF_PEAK_RATE",
  "TARIFF_OFFPEAK_RATE",
  "TARIFF_PEAK_HOURS",
  "SHIFT_HOURS",
  "PEAK_LIMIT_KW",
];

/** The settings of the site as they were written. */
export function siteTexts(given: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(SITE_SETTINGS.flatMap((name) => (given[name] ? [[name, given[name]]] : [])));
}
