import { z } from "zod";
import { type Figures, figuresOf, LOOK_BACK_MS } from "../alarms/performance/figures";
import { neighbourOf, type Period, type PeriodKind, PERIODS, periodOf } from "../alarms/performance/period";
import { type FigureLine, linesOf } from "../alarms/performance/targets";
import { inSteps } from "../async/steps";
import type { PlacedArea } from "../domain/site/areas";
import { plantDateTime } from "../domain/plant_time";
import type { MachineRegistry } from "../ingest/machine_registry";
import type { SiteCache } from "../site/site_cache";
import type { Store } from "../store/store";
import { machinesIn } from "./asked_machines";
import type { SiteConfig } from "./page_context";

export type PerformanceDeps = {
  siteConfig: SiteConfig;
  store: { alarms: Pick<Store["alarms"], "activations"> };
  machineRegistry: Pick<MachineRegistry, "find" | "all">;
  site: Pick<SiteCache, "areas" | "refresh" | "inForce">;
};

/** What the figures are asked for. `date` is a local date, as text; without it today. */
export type PerformanceFilter = {
  area?: string | undefined;
  shift?: string | undefined;
  period: PeriodKind;
  date?: string | undefined;
};

const word = z
  .string()
  .trim()
  .max(600)
  .transform((typed) => typed || undefined)
  .optional();
const date = word.refine((typed) => typed === undefined || isDate(typed), "must be a date like 2026-11-23");

/** As the API asks: what cannot be read is refused. */
export const performanceQuery = z.strictObject({
  area: word,
  shift: word,
  period: z.enum(PERIODS).default("week"),
  date,
});

/** As a page asks: what cannot be read is as if it were not there. */
export const performancePageQuery = z.object({
  area: word.catch(undefined),
  shift: word.catch(undefined),
  period: z.enum(PERIODS).catch("week").default("week"),
  date: date.catch(undefined),
});

/** The figures, and what they are of. */
export type Performance = {
  filter: PerformanceFilter;
  /** The local date by which the period was chosen. */
  date: Temporal.PlainDate;
  area: PlacedArea | undefined;
  period: Period;
  figures: Figures;
  /** Each figure beside its target. */
  lines: FigureLine[];
  /** The date of the period before, and after. */
  earlier: Temporal.PlainDate;
  later: Temporal.PlainDate;
};

/** Counts the figures of a period; an area or shift that is not there has no alarms. */
export async function performanceOf(deps: PerformanceDeps, filter: PerformanceFilter): Promise<Performance> {
  const { site, siteConfig, store } = deps;
  const now = siteConfig.now();
  const { timezone } = siteConfig.plant;
  const chosen = filter.date
    ? Temporal.PlainDate.from(filter.date)
    : plantDateTime(now, timezone).toPlainDate();
  const calendar = site.inForce().shifts;
  // A shift begins by the clock of the shifts, a day by the plant's.
  const period = periodOf(
    { kind: filter.period, date: chosen, shift: filter.shift },
    { timezone, shifts: calendar },
    now,
  );
  const area = filter.area === undefined ? undefined : site.areas().find(filter.area);
  const within = filter.area === undefined ? undefined : new Set(area ? machinesIn(deps, area.id) : []);
  const rows = await store.alarms.activations(period.from - LOOK_BACK_MS, period.to);
  const isIn = (id: string | null) => within === undefined || (id !== null && within.has(id));
  const barsOf = filter.period === "day" ? "hour" : "day";
  const figures = await inSteps(figuresOf(rows, { period, barsOf, isIn }));
  const beside = (step: 1 | -1) => neighbourOf(filter.period, chosen, step);
  const around = { earlier: beside(-1), later: beside(1) };
  return { filter, date: chosen, area, period, figures, lines: linesOf(figures), ...around };
}

function isDate(typed: string): boolean {
  try {
    const { year } = Temporal.PlainDate.from(typed);
    return /^\d{4}-\d\d-\d\d$/.test(typed) && year >= 1970;
  } catch {
    return false;
  }
}
