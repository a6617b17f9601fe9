/**
 * A roll-up row: count, mean, lowest and highest of each metric in the span that starts at `at`, and the
 * energy drawn in the part of it for which it is known.
 */
export type Rolled = {
  at: number;
  kwh: number | null;
  covered_ms: number;
  energy_ms: number;
  metrics: Record<string, { count: number; mean: number; low: number; high: number }>;
};

/** The span's length in hours, and the plant's clock at its start. */
export type Moment = { hours: number; hourOfDay: number; dayOfWeek: number };

/**
 * A quantity that a machine's energy may depend on. A total grows with the time that the row covers. NaN: not
 * known.
 */
export type Driver = { name: string; isTotal: boolean; valueOf(row: Rolled, moment: Moment): number };

/** Drivers of the reference system that are used only when asked for, with the reason. */
export const LEFT_OUT: readonly { name: string; reason: string }[] = [
  { name: "avg_load_factor", reason: "made from the power that it would explain" },
];

/** A building is heated below and cooled above this outdoor temperature, °C. */
const BASE_TEMP_C = 18;

/** Hours of a working day that most plants work in, plant time. */
const SHIFT_FROM = 6;
const SHIFT_TO = 22;

/** Other names of the same drivers, as voice clients of the reference system use them. */
const ALIASES: Readonly<Record<string, string>> = {
  production_count: "total_production_count",
  good_units_count: "total_production_count_good",
  defect_units_count: "total_production_count_bad",
  throughput: "avg_throughput_units_per_hour",
  max_power_kw: "peak_demand_kw",
  avg_outdoor_humidity: "avg_outdoor_humidity_percent",
  avg_indoor_humidity: "avg_indoor_humidity_percent",
};

const mean = ({ metrics }: Rolled, metric: string) =>
  Object.hasOwn(metrics, metric) ? metrics[metric]!.mean : NaN;
const outdoor = (row: Rolled) => mean(row, "outdoor_temp_c");

function loadFactor(row: Rolled): number {
  const sent = mean(row, "load_factor");
  const power = row.metrics.power_kw;
  return Number.isNaN(sent) && power && power.high > 0 ? power.mean / power.high : sent;
}

const COMPUTED: Readonly<Record<string, Driver["valueOf"]>> = {
  avg_load_factor: loadFactor,
  load_factor_squared: (row) => loadFactor(row) ** 2,
  peak_demand_kw: ({ metrics }) => metrics.power_kw?.high ?? NaN,
  outdoor_temp_squared: (row) => outdoor(row) ** 2,
  temp_difference: (row) => outdoor(row) - mean(row, "indoor_temp_c"),
  temp_load_interaction: (row) => outdoor(row) * loadFactor(row),
  cooling_degree_hours: (row, { hours }) => Math.max(0, outdoor(row) - BASE_TEMP_C) * hours,
  heating_degree_hours: (row, { hours }) => Math.max(0, BASE_TEMP_C - outdoor(row)) * hours,
  hour_of_day: (_, { hourOfDay }) => hourOfDay,
  day_of_week: (_, { dayOfWeek }) => dayOfWeek % 7,
  is_weekend: (_, { dayOfWeek }) => Number(dayOfWeek >= 6),
  hour_sin: (_, { hourOfDay }) => Math.sin((2 * Math.PI * hourOfDay) / 24),
  hour_cos: (_, { hourOfDay }) => Math.cos((2 * Math.PI * hourOfDay) / 24),
  is_day_shift: (_, { hourOfDay, dayOfWeek }) =>
    Number(dayOfWeek <= 5 && hourOfDay >= SHIFT_FROM && hourOfDay < SHIFT_TO),
};

/** Drivers that explain the energy by itself: a fault moves both, and the baseline would not see it. */
const FROM_POWER = new Set([
  ...["avg_power_kw", "peak_demand_kw", "avg_load_factor", "load_factor_squared", "temp_load_interaction"],
  ...["total_energy_kwh", "avg_energy_kwh", "avg_load_percent", "avg_current_a"],
]);

/** Whether a driver is made from the power that it should explain. */
export function isFromPower(driver: string): boolean {
  return FROM_POWER.has(driver);
}

/** The full name of a driver: a bare metric stands for its mean, a counter for its total. */
export function driverName(asked: string): string {
  const name = ALIASES[asked] ?? asked;
  if (Object.hasOwn(COMPUTED, name) || /^(avg|total|min|max)_/.test(name)) return name;
  return /_kwh$|_count(_good|_bad)?$/.test(name) ? `total_${name}` : `avg_${name}`;
}

/**
 * A driver by any of its names: a computed one (hour_of_day, cooling_degree_hours …), or avg_, total_, min_
 * or max_ of a metric. hour_of_day and day_of_week (0 is Sunday) are plant time.
 */
export function driverNamed(asked: string): Driver {
  const name = driverName(asked);
  const computed = Object.hasOwn(COMPUTED, name) ? COMPUTED[name] : undefined;
  if (computed) return { name, isTotal: false, valueOf: computed };
  const kind = name.slice(0, name.indexOf("_"));
  const metric = name.slice(kind.length + 1);
  return {
    name,
    isTotal: kind === "total",
    valueOf({ metrics }) {
      const point = Object.hasOwn(metrics, metric) ? metrics[metric] : undefined;
      if (!point) return NaN;
      if (kind === "total") return point.mean * point.count;
      return kind === "min" ? point.low : kind === "max" ? point.high : point.mean;
    },
  };
}
