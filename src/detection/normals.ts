import { correlation, independent, learn, type Moments, newMoments, spread } from "./moments";
import type { Strain } from "./strain";

/** Readings of a metric before it is judged. */
export const LEARNING_READINGS = 100;
/** Readings that a normal remembers: slow drift is followed. */
const MEMORY_READINGS = 2000;
/** Day, night and weekend, and room for what was accepted by mistake, so that it does not push those out. */
const MAX_REGIMES = 8;
/** Programs that put a counter into the mode or a metric's name must not grow the state without end. */
const MAX_MODES = 16;
const MAX_METRICS = 200;
/** How much one metric may speak against a regime, in squared sd: a fault of one must not change the others' normal. */
const MAX_MISFIT = 25;
/** A normal learned from little is wider than it looks: sd is raised by this over the root of what it is worth. */
const DOUBT = 5;
/** A machine that left one regime for another may take so long: load ramps, temperatures follow late. */
const PASSAGE_MS = 45 * 60_000;
/** So many readings in a row must be under way before it is believed: noise is not, and an alarm takes longer. */
const LEAVING_READINGS = 3;
/** Two regimes differ in a metric when their means are so many sd apart. */
const DISTINCT_SD = 4;

/** One way of running normally: the moments of each metric, and when it was last the one at hand. */
export type Regime = { used_at: number; metrics: Record<string, Moments> };

/** The normals of one operating mode. */
export type ModeNormals = {
  regimes: Regime[];
  /** The regime that the last reading fits best, and the one the machine last settled in. */
  current: number;
  home: number;
  /** Where it is on its way to, when it is. */
  toward: number;
  /** Readings in a row that were on their way from home to another regime. */
  leaving: number;
  /** When it left home, while it is under way. */
  left_at: number | null;
  /** How each metric has been off lately when in this mode. */
  strains: Record<string, Strain>;
  /** Learned while an alarm lasts, in case it is a new normal. */
  candidate: Regime | null;
};

/** What a metric is expected to be: anything from low to high, give or take the sd. */
export type Expectation = { low: number; high: number; sd: number };

/** The normals of a mode, begun when it is new; past the last place all further modes share one. */
export function normalsOf(
  modes: Record<string, ModeNormals>,
  mode: string | null,
): [key: string, normals: ModeNormals] {
  const known = own(modes, mode ?? "");
  if (known) return [mode ?? "", known];
  const key = Object.keys(modes).length < MAX_MODES - 1 ? (mode ?? "") : "other";
  const normals = own(modes, key) ?? newNormals();
  modes[key] = normals;
  return [key, normals];
}

function newNormals(): ModeNormals {
  return {
    regimes: [newRegime()],
    current: 0,
    home: 0,
    toward: 0,
    leaving: 0,
    left_at: null,
    strains: {},
    candidate: null,
  };
}

/** A regime of which nothing is learned. */
export function newRegime(): Regime {
  return { used_at: 0, metrics: {} };
}

/** Turns to the regime that a reading fits best, and notes whether the machine is on its way from one to another. */
export function chooseRegime(normals: ModeNormals, metrics: Record<string, number>, at: number): Regime {
  const { regimes } = normals;
  if (regimes.length > 1) {
    const misfits = regimes.map((regime) => misfit(regime, metrics));
    normals.current = misfits.indexOf(Math.min(...misfits));
    if (normals.left_at !== null && at - normals.left_at >= PASSAGE_MS) settle(normals);
    const home = regimes[normals.home]!;
    const toward =
      normals.current === normals.home
        ? regimes.findIndex((other) => isLeaving(home, other, metrics))
        : normals.current;
    if (toward >= 0) normals.toward = toward;
    normals.leaving = toward >= 0 ? normals.leaving + 1 : 0;
    if (normals.leaving >= LEAVING_READINGS) normals.left_at ??= at;
  }
  const regime = regimes[normals.current]!;
  regime.used_at = at;
  return regime;
}

function settle(normals: ModeNormals) {
  normals.home = normals.current;
  normals.toward = normals.current;
  normals.leaving = 0;
  normals.left_at = null;
}

/** A shift moves most of what tells two regimes apart; a fault moves one thing. */
function isLeaving(home: Regime, other: Regime, metrics: Record<string, number>): boolean {
  let distinct = 0;
  let moved = 0;
  for (const metric in metrics) {
    const [from, to] = [own(home.metrics, metric), own(other.metrics, metric)];
    if (!isLearned(from) || !isLearned(to)) continue;
    const sd = spread(from);
    const way = (to[1] - from[1]) / sd;
    if (Math.abs(way) < DISTINCT_SD) continue;
    distinct++;
    if (((metrics[metric]! - from[1]) / sd) * Math.sign(way) >= 2) moved++;
  }
  return moved > 0 && moved * 2 >= distinct;
}

/** What a metric is expected to be now; on the way between two regimes anything between them. Undefined until learned. */
export function expectationOf(normals: ModeNormals, metric: string): Expectation | undefined {
  const now = own(normals.regimes[normals.current]!.metrics, metric);
  if (!isLearned(now)) return undefined;
  const expected = { low: now[1], high: now[1], sd: judgedSpread(now) };
  if (normals.left_at === null) return expected;
  for (const place of [normals.home, normals.toward]) {
    const other = own(normals.regimes[place]!.metrics, metric);
    if (!isLearned(other)) continue;
    expected.low = Math.min(expected.low, other[1]);
    expected.high = Math.max(expected.high, other[1]);
    expected.sd = Math.max(expected.sd, judgedSpread(other));
  }
  return expected;
}

function misfit(regime: Regime, metrics: Record<string, number>): number {
  let sum = 0;
  for (const metric in metrics) {
    const moments = own(regime.metrics, metric);
    if (!isLearned(moments)) continue;
    sum += Math.min(MAX_MISFIT, ((metrics[metric]! - moments[1]) / spread(moments)) ** 2);
  }
  return sum;
}

/** Makes what was learned while an alarm lasted a normal of its own, in the place of the one unused for longest. */
export function acceptCandidate(normals: ModeNormals) {
  const { candidate, regimes } = normals;
  normals.candidate = null;
  if (!candidate || !Object.values(candidate.metrics).some(isLearned)) return;
  const oldest = regimes.reduce((a, b, index) => (b.used_at < regimes[a]!.used_at ? index : a), 0);
  const place = regimes.length < MAX_REGIMES ? regimes.length : oldest;
  regimes[place] = candidate;
  normals.current = place;
  settle(normals);
}

/** Learns a value; once the metric is learned, one beyond three sd counts as three, so that a spike moves little. */
export function learnInto(regime: Regime, metric: string, value: number) {
  let moments = own(regime.metrics, metric);
  if (!moments) {
    if (Object.keys(regime.metrics).length >= MAX_METRICS) return;
    moments = regime.metrics[metric] = newMoments();
  }
  const reach = isLearned(moments) ? 3 * spread(moments) : Infinity;
  learn(moments, Math.min(Math.max(value, moments[1] - reach), moments[1] + reach), MEMORY_READINGS);
}

/** Seen often enough to judge by. */
export function isLearned(moments: Moments | undefined): moments is Moments {
  return moments !== undefined && moments[0] >= LEARNING_READINGS;
}

/**
 * The standard deviation to judge by: wider while little was seen, and wider for what creeps, since it stays off by
 * chance for many readings where noise would have come back.
 */
export function judgedSpread(moments: Moments): number {
  const doubt = DOUBT / Math.sqrt(independent(moments, MEMORY_READINGS));
  return spread(moments) * (1 + doubt + correlation(moments) ** 2);
}

/** A value of a record by a name from outside, which may be "constructor". */
export function own<T>(record: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
