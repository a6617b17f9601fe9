import { mayCount } from "../domain/machine/series_kind";
import { driverName, isFromPower, type Rolled } from "./drivers";

/**
 * What a machine's roll-ups show of a metric: in how many rows it is, in how many it grew within them or
 * since the row before, and in how many it fell.
 */
type Seen = { rows: number; within: number; grown: number; fell: number; high: number };
export type SeenMetrics = Map<string, Seen>;

/** From so many of its rows on, a metric that only ever grows is a counter. */
const GROWING = 0.9;
const MIN_GROWN = 10;
/** A driver is tried when at least this share of the rows has it. */
const MIN_PRESENCE = 0.5;
const MOST = 60;

/** Names of what is made from power, or measures it once more: a fault moves both. */
const FROM_POWER =
  /power|energy|[kmg]?wh$|_[km]?w$|kva|current|_m?a$|amps?$|load|voltage|_k?v$|thd|\bcop\b|efficiency|consumption/;
const WEATHER = "outdoor_temp_c";
/** What the clock says. */
const CLOCK = ["hour_sin", "hour_cos", "is_weekend", "is_day_shift"];

/** Notes the metrics of one more row; rows come in the order of time. */
export function noteMetrics(seen: SeenMetrics, { metrics }: Pick<Rolled, "metrics">) {
  for (const [metric, { low, high }] of Object.entries(metrics)) {
    const before = seen.get(metric);
    if (!before) seen.set(metric, { rows: 1, within: Number(high > low), grown: 0, fell: 0, high });
    else {
      before.rows += 1;
      if (high > low) before.within += 1;
      if (low >= before.high && high > before.high) before.grown += 1;
      if (low < before.high) before.fell += 1;
      before.high = high;
    }
  }
}

/**
 * The drivers to try for a machine: each metric that it sends and that is neither its energy, made from it
 * nor a counter; the weather as degree hours too; and the clock. Totals come before means of the same.
 */
export function candidateDrivers(seen: SeenMetrics): string[] {
  const most = seen.values().reduce((highest, { rows }) => Math.max(highest, rows), 0);
  const metrics = [...seen].filter(([, { rows }]) => rows >= MIN_PRESENCE * most);
  const drivers = metrics
    .filter(([metric, each]) => {
      const isCounter = hasGrown(each) && mayCount(metric);
      return !isCounter && !FROM_POWER.test(metric) && !isFromPower(driverName(metric));
    })
    .map(([metric]) => driverName(metric))
    .toSorted(
      (a, b) => Number(b.startsWith("total_")) - Number(a.startsWith("total_")) || a.localeCompare(b),
    );
  const weather = seen.has(WEATHER) ? ["cooling_degree_hours", "heating_degree_hours"] : [];
  return [...drivers.slice(0, MOST), ...weather, ...CLOCK];
}

/** What grows from row to row may be made a little more each time; what grows within them too is counted. */
function hasGrown({ rows, within, grown, fell }: Seen): boolean {
  return grown >= MIN_GROWN && grown >= GROWING * (rows - 1) && (fell === 0 || within >= rows / 2);
}
