import { settingOf } from "./metric_settings";

/**
 * Labels of the metrics that our own machines send; the unit stands beside the value. No two are the same.
 */
export const METRIC_LABELS: Readonly<Record<string, string>> = {
  power_kw: "Power",
  energy_kwh: "Energy",
  voltage_v: "Voltage",
  current_a: "Current",
  power_factor: "Power factor",
  frequency_hz: "Frequency",
  load_percent: "Load",
  load_factor: "Load factor",
  speed_percent: "Speed",
  vibration_mm_s: "Vibration",
  pressure_bar: "Pressure",
  flow_rate_m3h: "Flow",
  machine_temp_c: "Machine temp",
  outdoor_temp_c: "Outdoor temp",
  indoor_temp_c: "Indoor temp",
  supply_air_temp_c: "Supply air temp",
  return_air_temp_c: "Return air temp",
  chilled_water_supply_temp_c: "Chilled water supply temp",
  chilled_water_return_temp_c: "Chilled water return temp",
  outdoor_humidity_percent: "Outdoor humidity",
  indoor_humidity_percent: "Indoor humidity",
  cop: "COP",
  throughput_units_per_hour: "Throughput",
  production_count: "Produced",
  production_count_good: "Good units",
  production_count_bad: "Bad units",
  conveyor_m_per_min: "Belt speed",
  barrel_temp_c: "Barrel temp",
  mold_temp_c: "Mold temp",
  shot_g: "Shot weight",
  oil_temp_c: "Oil temp",
  gas_m3h: "Gas",
  gas_flow_m3h: "Gas flow",
  steam_kgh: "Steam",
  steam_flow_kgh: "Steam flow",
  steam_pressure_bar: "Steam pressure",
  steam_temp_c: "Steam temp",
  flue_gas_temp_c: "Flue gas temp",
  thermal_kw: "Heat output",
  efficiency_percent: "Efficiency",
};

const TAKEN = new Set(Object.values(METRIC_LABELS));
const AS_SENT = " (as sent)";

/**
 * The name of a metric for people, on screens and in alarm reasons: as somebody set it; else a metric of our
 * own by its label ("power_kw" → "Power"), any other by the name it was sent under. Distinct metrics have
 * distinct labels as long as nobody sets two alike, so a metric that is sent under one of the labels above
 * says so: "Power" → "Power (as sent)".
 */
export function labelOf(metric: string, machineId?: string | null): string {
  return settingOf(metric, machineId).label ?? nameLabel(metric);
}

/** The label of a metric by its name alone. */
export function nameLabel(metric: string): string {
  if (Object.hasOwn(METRIC_LABELS, metric)) return METRIC_LABELS[metric] ?? metric;
  return TAKEN.has(metric.replace(/( \(as sent\))+$/, "")) ? metric + AS_SENT : metric;
}
