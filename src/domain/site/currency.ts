import { z } from "zod";

const CODE = /^[A-Z]{3}$/;

/** Every currency that amounts can be in, by its code of ISO 4217. */
export const CURRENCIES: readonly string[] = Intl.supportedValuesOf("currency");

export const currency = z
  .string()
  .transform((code) => code.trim().toUpperCase())
  .refine((code) => CURRENCIES.includes(code), "must be a currency of ISO 4217, like EUR or USD");

/** Alarms of the first release carry a sign in place of a code. */
export const isCurrencyCode = (text: string) => CODE.test(text);
