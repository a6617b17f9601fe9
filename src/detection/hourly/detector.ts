import { MINUTE_MS } from "../../domain/time_units";
import { own } from "../../domain/own_property";
import type { Detector } from "../detector";
import { deviationFrom } from "../deviation";
import { HOUR_READINGS, learnValue, type Observation, observeValue } from "./score";
import { noteBand, outsideBandSince } from "./band";
import { hourAt, type Hourly, newHourly, spreadOf } from "./state";

/** A lone metric that comes no oftener than this is compared with the same hour of other days. */
const SLOW_MS = MINUTE_MS;

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
    for (const { at, metrics } of training?.rows ?? []) {
      const value = own(metrics, metric);
      if (value === undefined) continue;
      learnValue(state, at, observeValue(state, at, value));
    }
    return state;
  },
  suits: ({ metrics, spacingMs }, isWanted) => metrics.length === 1 && (isWanted || spacingMs >= SLOW_MS),
  observe(state, { at, metrics }) {
    const value = own(metrics, state.metric);
    if (value === undefined) return undefined;
    const observation = observeValue(state, at, value);
    noteBand(state, at, observation);
    return { score: observation.score, belowReset: observation.belowReset, onDelay: 1, observation };
  },
  learn(state, { at }, observation, { candidate }) {
    if (candidate) keepApart(candidate, at, observation.value);
    else learnValue(state, at, observation);
  },
  accept(state, candidate) {
    for (const [at, value] of (candidate as Candidate).values ?? [])
      learnValue(state, at, observeValue(state, at, value));
  },
  widen: () => {},
  reset: () => {},
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
