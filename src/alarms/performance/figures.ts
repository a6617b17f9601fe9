import { pauseAfter, type Steps } from "../../async/steps";
import type { Priority } from "../../domain/alarm/alarm";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../domain/time_units";
import { type Activation, activationOf, type ActivationRow } from "./activation";
import { createConditions, type Frequent } from "./conditions";
import { floodsIn } from "./flood_time";
import { lengthOf, overlapOf, type Period } from "./period";
import { type Bar, createRates, type Rate } from "./rates";
import { STALE_MS, worstStale } from "./stale";

/** Floods are followed from so long before the period, so that one is seen that began before it. */
export const LOOK_BACK_MS = DAY_MS;
/** One that its machine ended by itself within this time is fleeting: nobody could have acted on it. */
export const FLEETING_MS = MINUTE_MS;
const TOP = 10;
const PAUSE_AFTER = 10_000;

/** A priority of ISA-18.2, and ours in it: P1 is high, P2 medium, P3 and P4 are low. */
export type PriorityClass = "high" | "medium" | "low";
const CLASS_OF = { 1: "high", 2: "medium", 3: "low", 4: "low" } as const satisfies Record<
  Priority,
  PriorityClass
>;

/** The figures of ISA-18.2 and EEMUA 191 over a period. Shares are 0 to 1; null where there is nothing to tell it by. */
export type Figures = {
  /** Milliseconds that were looked at. */
  observedMs: number;
  /** Alarms that called somebody. */
  count: number;
  /** Alarms that called nobody, because they were suppressed. */
  suppressed: number;
  /** Alarms that were put aside while they stood. */
  shelved: number;
  tenMinutes: Rate;
  hour: Rate;
  day: Rate;
  floods: number;
  floodShare: number | null;
  frequent: Frequent[];
  topShare: number | null;
  /** Those standing for more than 24 h at some time, and the most of them on one day. */
  stale: { count: number; worstDay: number };
  /** Conditions that called three times within 10 min. */
  chattering: number;
  fleeting: number;
  priorities: Record<PriorityClass, { count: number; share: number | null }>;
  acknowledged: { count: number; medianMs: number | null; ninetyMs: number | null };
  bars: Bar[];
};

type Asked = {
  period: Period;
  /** In bars of an hour, or of a local day. */
  barsOf: "hour" | "day";
  /** Whether a machine is looked at: null is none. */
  isIn(machineId: string | null): boolean;
};

/**
 * Counts it.
 * @param rows in the order of time, from `LOOK_BACK_MS` before the period on, and what stood then
 */
export function* figuresOf(rows: readonly ActivationRow[], { period, barsOf, isIn }: Asked): Steps<Figures> {
  const { from, to, spans } = period;
  const calls: number[] = [];
  const standing: Activation[] = [];
  const tally = createTally(period, barsOf);
  const isEnough = pauseAfter(PAUSE_AFTER);
  let place = 0;
  for (const row of rows) {
    if (isEnough(1)) yield;
    const activation = activationOf(row);
    if (!isIn(activation.machineId)) continue;
    const { at, suppressed } = activation;
    if (!suppressed) {
      if (mayStand(activation)) standing.push(activation);
      if (at >= from - LOOK_BACK_MS) calls.push(at);
    }
    while (place < spans.length && spans[place]!.to <= at) place++;
    if (place < spans.length && at >= spans[place]!.from) tally.add(activation);
  }
  const observedMs = lengthOf(spans);
  const floods = floodsIn(calls, to).filter((flood) => flood.to > from && flood.from < to);
  const inFlood = overlapOf(floods, spans);
  return {
    observedMs,
    ...tally.figures(observedMs),
    floods: floods.filter((flood) => overlapOf([flood], spans) > 0).length,
    floodShare: observedMs === 0 ? null : inFlood / observedMs,
    shelved: standing.filter(({ end, endedAt }) => end === "suppressed" && isWithin(spans, endedAt)).length,
    stale: worstStale(standing, period),
  };
}

/** Whether it may be stale, or was put aside: few are, of many that come and go. */
function mayStand({ at, endedAt, end }: Activation): boolean {
  return endedAt === null || endedAt - at > STALE_MS || end === "suppressed";
}

function isWithin(spans: Period["spans"], at: number | null): boolean {
  return at !== null && spans.some(({ from, to }) => from <= at && at < to);
}

/** What is counted by each activation of the period. */
function createTally({ days }: Period, barsOf: Asked["barsOf"]) {
  const conditions = createConditions();
  const rates = createRates(days);
  const priorities = { high: 0, medium: 0, low: 0 };
  const waits: number[] = [];
  let [count, suppressed, fleeting] = [0, 0, 0];

  function add(activation: Activation): void {
    const { at, endedAt, end, acknowledgedAt, priority } = activation;
    if (activation.suppressed) {
      suppressed++;
      return;
    }
    count++;
    rates.add(at);
    conditions.add(activation);
    priorities[CLASS_OF[priority]]++;
    if (end === "cleared" && endedAt !== null && endedAt - at <= FLEETING_MS) fleeting++;
    if (acknowledgedAt !== null) waits.push(Math.max(0, acknowledgedAt - at));
  }

  const shareOf = (some: number) => (count === 0 ? null : some / count);
  const classOf = (name: PriorityClass) => ({ count: priorities[name], share: shareOf(priorities[name]) });

  return {
    add,
    figures(observedMs: number) {
      const perMs = observedMs === 0 ? null : count / observedMs;
      const mean = (spanMs: number) => (perMs === null ? null : perMs * spanMs);
      const frequent = conditions.top(TOP);
      const sorted = waits.sort((a, b) => a - b);
      return {
        count,
        suppressed,
        tenMinutes: { mean: mean(10 * MINUTE_MS), worst: rates.worst("tenMinutes") },
        hour: { mean: mean(HOUR_MS), worst: rates.worst("hour") },
        day: { mean: mean(DAY_MS), worst: rates.worst("day") },
        frequent,
        topShare: shareOf(frequent.reduce((sum, each) => sum + each.count, 0)),
        chattering: conditions.chattering(),
        fleeting,
        priorities: { high: classOf("high"), medium: classOf("medium"), low: classOf("low") },
        acknowledged: { count: sorted.length, medianMs: rank(sorted, 0.5), ninetyMs: rank(sorted, 0.9) },
        bars: rates.bars(barsOf),
      };
    },
  };
}

/** The value that this share of the sorted values does not exceed. */
function rank(sorted: readonly number[], share: number): number | null {
  return sorted[Math.ceil(share * sorted.length) - 1] ?? null;
}
