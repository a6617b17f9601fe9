import { MINUTE_MS } from "../../domain/time_units";
import { own } from "../../domain/own_property";
import type { Detector } from "../detector";
import { deviationFrom } from "../deviation";
import { forgetStretches } from "../range/outside";
import { widenRanges } from "../range/ranges";
import { learnHourlyRange, noteHourlyRange } from "./range";
import { HOUR_READINGS, learnValue, type Observation, observeValue } from "./score";
import { noteBand, outsideBandSince } from "./band";
import { hourAt, type Hourly, newHourly, spreadOf } from "./state";

/** A lone metric that comes no oftener than this is compared with the same hour of other days. */
const SLOW_MS = MINUTE_MS;

/** The range grows by this factor after a false alarm. */
const WIDENED = 1.25;
/** Values kept apart while an alarm is open: two days of one every five minutes, the newest. */
const CANDIDATE_VALUES = 576;

/** Values that may be a new normal; plain JSON. */
type Candidate = { values?: [at: number, value: number][] };

function keepApart(candidate: Candidate, at: number, value: number) {
  const values = (candidate.values ??= []);
  values.push([at, value]);
  if (values.length > CANDIDATE_VALUES) values.shift();
}

/**
 * For a metric that comes alone and seldom, such as a count every five minutes: its distance from the same
 * hour of other days. Such a series has too few readings for a control limit of its own, so a reading is
 * ranked among all earlier ones. Constants in this folder were developed on half of the Numenta Anomaly
 * Benchmark, which `bun run evaluate` measures.
 */
export const hourly: Detector<Hourly, Observation> = {
  method: "hour_residual",
  adapts: true,
  begin(training) {
    const [metric = ""] = training?.metrics ?? [];
    const state = newHourly(metric);
    const rows = training?.rows ?? [];
    const values = rows.flatMap(({ at, metrics }): [number, number][] => {
      const value = own(metrics, metric);
      return value === undefined ? [] : [[at, value]];
    });
    for (const [at, value] of values) learnValue(state, at, observeValue(state, at, value));
    for (const [at, value] of values) learnHourlyRange(state, at, value, true);
    return state;
  },
  suits: ({ metrics, spacingMs }, isWanted) => metrics.length === 1 && (isWanted || spacingMs >= SLOW_MS),
  observe(state, { at, metrics }) {
    const value = own(metrics, state.metric);
    if (value === undefined) return undefined;
    const observation = observeValue(state, at, value);
    noteBand(state, at, observation);
    const isOutside = noteHourlyRange(state, at, value);
    return {
      score: isOutside ? Math.max(1, observation.score) : observation.score,
      belowReset: observation.belowReset && !isOutside,
      onDelay: 1,
      observation,
    };
  },
  learn(state, { at }, observation, { candidate, past = false }) {
    if (candidate) return keepApart(candidate, at, observation.value);
    learnValue(state, at, observation);
    learnHourlyRange(state, at, observation.value, past);
  },
  accept(state, candidate) {
    for (const [at, value] of (candidate as Candidate).values ?? []) {
      learnValue(state, at, observeValue(state, at, value));
      learnHourlyRange(state, at, value, true);
    }
    if (state.range) forgetStretches(state.range.ranges);
  },
  widen(state) {
    if (state.range) widenRanges(state.range.ranges, WIDENED);
  },
  reset(state) {
    if (state.range) forgetStretches(state.range.ranges);
  },
  expected(state, { at }, metric) {
    const hour = hourAt(state, at);
    if (metric !== state.metric || hour[0] <= HOUR_READINGS) return undefined;
    return { mean: hour[1], sd: spreadOf(state, hour) };
  },
  outsideSince: (state, metric) => (metric === state.metric ? outsideBandSince(state) : undefined),
  explain: ({ metric }, { value, mean, sd }) => [
    { metric, value, ...deviationFrom(value, mean, sd), share: 1 },
  ],
  progress: () => 1,
};
