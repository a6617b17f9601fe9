import type { TypedSpan } from "../../../../views/settings/form_parts";
import type { SiteChange, SiteField } from "../../../domain/site/settings";
import { text } from "../../../words/text";
import { parseChange, typedNumber, typedSpans, typedText } from "./site_form";

/** The fields of the page, each with what the form says of it. */
const READ = {
  currency: (form: Record<string, unknown>) => typedText(form, "currency"),
  peak_rate: (form: Record<string, unknown>) => typedNumber(typedText(form, "peak_rate")),
  offpeak_rate: (form: Record<string, unknown>) => typedNumber(typedText(form, "offpeak_rate")),
  peak_times: (form: Record<string, unknown>) => timesIn(form),
};
export const ENERGY_FIELDS = Object.keys(READ) as (keyof typeof READ)[];

/** The fields as they were typed. */
export type TypedEnergy = {
  currency: string;
  peak_rate: string;
  offpeak_rate: string;
  peak_times: readonly TypedSpan[];
};

/** The values typed into a sent form. */
export function typedEnergy(form: Record<string, unknown>): TypedEnergy {
  const [currency, peak_rate, offpeak_rate] = ["currency", "peak_rate", "offpeak_rate"].map((name) =>
    typedText(form, name),
  ) as [string, string, string];
  return { currency, peak_rate, offpeak_rate, peak_times: timesIn(form) };
}

/** The change that a form asks for. @param pinned by field: the environment sets it */
export function parseEnergy(
  form: Record<string, unknown>,
  pinned: Partial<Record<SiteField, string>>,
): { change: SiteChange } | { problem: string } {
  const free = ENERGY_FIELDS.filter((field) => pinned[field] === undefined);
  const isUsual = form.usual !== undefined;
  const asked = Object.fromEntries(free.map((field) => [field, isUsual ? null : READ[field](form)]));
  return parseChange(asked, (index) => text.energySettings.peakTime(index + 1));
}

/** Those without a begin are left out. */
function timesIn(form: Record<string, unknown>): TypedSpan[] {
  return typedSpans(form)
    .filter(({ from }) => from !== "")
    .map(({ index: _, ...span }) => span);
}
