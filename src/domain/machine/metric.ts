/** Units by the ending of a metric's name, longest ending first. */
export const UNIT_BY_ENDING: readonly (readonly [ending: string, unit: string])[] = [
  ["_units_per_hour", "/h"],
  ["_m_per_min", "m/min"],
  ["_l_min", "l/min"],
  ["_mm_s", "mm/s"],
  ["_m3h", "m³/h"],
  ["_kgh", "kg/h"],
  ["_percent", "%"],
  ["_factor", ""],
  ["_kwh", "kWh"],
  ["_bar", "bar"],
  ["_rpm", "rpm"],
  ["_kw", "kW"],
  ["_hz", "Hz"],
  ["_g", "g"],
  ["_c", "°C"],
  ["_v", "V"],
  ["_a", "A"],
];

/** The unit at the end of a metric's name ("power_kw" → "kW"), or "" when the name has none. */
export function unitOf(metric: string): string {
  return UNIT_BY_ENDING.find(([ending]) => metric.endsWith(ending))?.[1] ?? "";
}

/** A live value: like `formatValue`, but as wide for 23 as for 22.9, so that nothing beside it moves. */
export function formatLive(metric: string, value: number | null): string {
  if (value === null || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const isCount = /_count(_|$)/.test(metric);
  if (isCount || size === 0 || size < 1 || size >= 100) return formatValue(value);
  return value.toFixed(1);
}

/** By fraction digits, 0 to 3. Made once: creating one costs more than drawing a whole table row. */
const NUMBERS = [0, 1, 2, 3].map(
  (maximumFractionDigits) => new Intl.NumberFormat("en", { maximumFractionDigits }),
);

/**
 * A value for people: about three significant digits, no exponent below ten million, "–" when it is unknown.
 */
export function formatValue(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 1e7) return value.toExponential(2);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return (NUMBERS[digits] ?? NUMBERS[0]!).format(value).replaceAll(",", "\u202f");
}
