/** Units by the full ending of a metric's name. An ending of one letter says nothing by itself. */
export const UNIT_BY_ENDING: readonly (readonly [ending: string, unit: string])[] = [
  ["_units_per_hour", "/h"],
  ["_per_hour", "/h"],
  ["_per_minute", "/min"],
  ["_m_per_min", "m/min"],
  ["_l_per_min", "l/min"],
  ["_m_per_s", "m/s"],
  ["_mm_s", "mm/s"],
  ["_m_s", "m/s"],
  ["_m3h", "m³/h"],
  ["_m3_h", "m³/h"],
  ["_m3", "m³"],
  ["_kgh", "kg/h"],
  ["_kg_h", "kg/h"],
  ["_l_min", "l/min"],
  ["_lpm", "l/min"],
  ["_percent", "%"],
  ["_pct", "%"],
  ["_factor", ""],
  ["_kwh", "kWh"],
  ["_mwh", "MWh"],
  ["_wh", "Wh"],
  ["_kw", "kW"],
  ["_kva", "kVA"],
  ["_kvar", "kvar"],
  ["_kvarh", "kvarh"],
  ["_kv", "kV"],
  ["_hz", "Hz"],
  ["_khz", "kHz"],
  ["_bar", "bar"],
  ["_mbar", "mbar"],
  ["_kpa", "kPa"],
  ["_mpa", "MPa"],
  ["_psi", "psi"],
  ["_rpm", "rpm"],
  ["_degc", "°C"],
  ["_deg_c", "°C"],
  ["_celsius", "°C"],
  ["_degf", "°F"],
  ["_deg_f", "°F"],
  ["_fahrenheit", "°F"],
  ["_kelvin", "K"],
  ["_mm", "mm"],
  ["_kg", "kg"],
  ["_ppm", "ppm"],
  ["_dba", "dB(A)"],
  ["_lux", "lx"],
  ["_ms", "ms"],
  ["_seconds", "s"],
  ["_minutes", "min"],
  ["_hours", "h"],
  ["_liters", "l"],
  ["_litres", "l"],
  ["_volts", "V"],
  ["_amps", "A"],
  ["_amperes", "A"],
  ["_watts", "W"],
];

const BY_LENGTH = UNIT_BY_ENDING.toSorted(([a], [b]) => b.length - a.length);

/**
 * Units of one letter, each with the quantities that it may stand right behind: `oil_temp_c` is in °C, but
 * `temp_zone_c` is the third zone and `voltage_c` the third phase.
 */
const UNIT_BY_LETTER: readonly (readonly [name: RegExp, unit: string])[] = [
  [/(^|[^a-z])(temp|temperature|dewpoint|dew_point|thermocouple)_c$/, "°C"],
  [/(^|[^a-z])(temp|temperature|dewpoint|dew_point)_f$/, "°F"],
  [/(^|[^a-z])current_a$/, "A"],
  [/(^|[^a-z])(voltage|volt)_v$/, "V"],
  [/(^|[^a-z])power_w$/, "W"],
  [/(^|[^a-z])(shot|weight|mass|dose|acceleration)_g$/, "g"],
  [/(^|[^a-z])(level|length|distance|height|depth)_m$/, "m"],
  [/(^|[^a-z])(time|duration|uptime)_s$/, "s"],
  [/(^|[^a-z])(runtime|uptime|duration)_h$/, "h"],
];

/** The unit that a metric's name says ("power_kw" → "kW"), or "" when it says none for certain. */
export function unitInName(metric: string): string {
  const name = metric.toLowerCase();
  const said =
    BY_LENGTH.find(([ending]) => name.endsWith(ending)) ?? UNIT_BY_LETTER.find(([whole]) => whole.test(name));
  return said?.[1] ?? "";
}

/** Units without a natural zero: a share of such a value says nothing, a difference does. */
export const INTERVAL_UNITS: ReadonlySet<string> = new Set(["°C", "°F"]);
