/** Over one metric of a machine and a span of time: `avg(power_kw, "5m")`. */
export const WINDOW_FUNCTIONS = ["avg", "min", "max", "rate", "stddev"] as const;
export type WindowFunction = (typeof WINDOW_FUNCTIONS)[number];

/** Over the machines of an area: `sum(power_kw)`, `any(temp_c > 80.0)`. */
export const AREA_FUNCTIONS = ["sum", "avg", "min", "max", "any", "all", "count"] as const;
export type AreaFunction = (typeof AREA_FUNCTIONS)[number];
/** Those that ask something of each machine; the others take a number of each. */
export const ASKING: ReadonlySet<string> = new Set<AreaFunction>(["any", "all", "count"]);

/** The machine's mode, in lower case. */
export const MODE = "mode";

const WINDOW_SECONDS = { least: 2, most: 3_600 } as const;
const UNITS = { s: 1, m: 60, h: 3_600 } as const;

/** The seconds of a span like "30s", "5m" or "1h"; undefined when it is none, or too short or long to be kept. */
export function windowSeconds(text: string): number | undefined {
  const [, number, unit] = /^(\d{1,5})\s*([smh])$/.exec(text.trim()) ?? [];
  if (number === undefined || unit === undefined) return undefined;
  const seconds = Number(number) * UNITS[unit as keyof typeof UNITS];
  return seconds >= WINDOW_SECONDS.least && seconds <= WINDOW_SECONDS.most ? seconds : undefined;
}

/** The key of a window among those of a machine. */
export const windowKey = (metric: string, seconds: number) => `${seconds}|${metric}`;

export const isWindowFunction = (name: string): name is WindowFunction =>
  (WINDOW_FUNCTIONS as readonly string[]).includes(name);
export const isAreaFunction = (name: string): name is AreaFunction =>
  (AREA_FUNCTIONS as readonly string[]).includes(name);
