import { settingOf } from "./metric_settings";
import { unitInName } from "./units";

const UNKNOWN = "–";
/** Digits that say something; a whole number is always told in full. */
const SIGNIFICANT = 4;
/** Beyond these a number is easier to read as a power of ten. */
const SMALLEST = 1e-6;
const LARGEST = 1e12;
const DECIMALS_AT_MOST = 9;

/** The unit of a metric: as somebody set it, else as its full name says; "" when neither does. */
export function unitOf(metric: string, machineId?: string | null): string {
  return settingOf(metric, machineId).unit ?? unitInName(metric);
}

/**
 * A live value: like `formatValue`, but as wide for 23 as for 22.9, so that nothing beside it moves. It has
 * the decimals that somebody set for it.
 */
export function formatLive(metric: string, value: number | null, machineId?: string | null): string {
  if (value === null || !Number.isFinite(value)) return UNKNOWN;
  const { decimals, kind } = settingOf(metric, machineId);
  if (decimals !== undefined) return formatFixed(value, decimals);
  const size = Math.abs(value);
  const isCount = kind === "counter" || /_count(_|$)/.test(metric);
  // As it is shown: 999.96 is 1000.
  const shown = Number(size.toPrecision(SIGNIFICANT));
  if (isCount || shown < 1e-3 || shown >= 1000) return formatValue(value);
  return spaced(LIVE[-Math.floor(Math.log10(shown)) + 2]!.format(value));
}

/** A number with exactly so many decimals; never "-0". */
export function formatFixed(value: number, decimals: number): string {
  if (Math.abs(value) >= LARGEST) return powerOfTen(value);
  const text = spaced((FIXED[decimals] ?? FIXED[0]!).format(value));
  return /[1-9]/.test(text) ? text : text.replace("-", "");
}

/**
 * A value for people: four significant digits, whole numbers in full, "–" when it is unknown. It is never
 * "-0", and no exponent of a programming language.
 */
export function formatValue(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN;
  return formatTo(SIGNIFICANT, value);
}

/** A number with so many significant digits at most; whole digits are never left out. */
export function formatTo(significant: number, value: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < SMALLEST || size >= LARGEST) return powerOfTen(value);
  const decimals = Math.max(0, significant - 1 - Math.floor(Math.log10(size)));
  return spaced((NUMBERS[Math.min(decimals, DECIMALS_AT_MOST)] ?? NUMBERS[0]!).format(value));
}

/** By fraction digits. Made once: creating one costs more than drawing a whole table row. */
const DIGITS = Array.from({ length: DECIMALS_AT_MOST + 1 }, (_, digits) => digits);
const NUMBERS = DIGITS.map((digits) => new Intl.NumberFormat("en", { maximumFractionDigits: digits }));
const FIXED = DIGITS.map(
  (digits) => new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }),
);

/**
 * Of live values from hundreds down to thousandths: what is always shown, so that the width stays, and what a
 * fourth digit needs.
 */
const LIVE = [0, 1, 1, 3, 4, 5].map(
  (minimumFractionDigits, place) =>
    new Intl.NumberFormat("en", { minimumFractionDigits, maximumFractionDigits: place + 1 }),
);

/** A comma or a point between thousands is a decimal sign to half of the world. */
const spaced = (text: string) => text.replaceAll(",", "\u202f");

const RAISED: Readonly<Record<string, string>> = {
  "-": "⁻",
  ...Object.fromEntries([..."⁰¹²³⁴⁵⁶⁷⁸⁹"].map((sign, digit) => [String(digit), sign])),
};

/** "4.3 × 10⁻⁹" */
function powerOfTen(value: number): string {
  const [digits = "", exponent = ""] = value.toExponential(SIGNIFICANT - 1).split("e");
  const raised = [...exponent.replace("+", "")].map((sign) => RAISED[sign] ?? "").join("");
  return `${String(Number(digits))} × 10${raised}`;
}
