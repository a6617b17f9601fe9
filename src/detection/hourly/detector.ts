import { MINUTE_MS } from "../../domain/time_units";
import { own } from "../../domain/own_property";
import type { Detector } from "../detector";
import { deviationFrom } from "../deviation";
import { HOUR_READINGS, learnValue, type Observation, observeValue } from "./score";
import { hourAt, type Hourly, newHourly, spreadOf } from "./state";

/** A lone metric that comes no oftener than this is compared with the same hour of other days. */
const SLOW_MS = MINUTE_MS;

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
      observeValue(state, at, value);
      learnValue(state, at, value);
    }
    return state;
  },
  suits: ({ metrics, spacingMs }, isWanted) => metrics.length === 1 && (isWanted || spacingMs >= SLOW_MS),
  observe(state, { at, metrics }) {
    const value = own(metrics, state.metric);
    if (value === undefined) return undefined;
    const observation = observeValue(state, at, value);
    return { score: observation.score, belowReset: observation.belowReset, onDelay: 1, observation };
  },
  learn: (state, { at }, { value }) => learnValue(state, at, value),
  accept: () => {},
  widen: () => {},
  reset: () => {},
  expected(state, { at }, metric) {
    const hour = hourAt(state, at);
    if (metric !== state.metric || hour[0] <= HOUR_READINGS) return undefined;
    return { mean: hour[1], sd: spreadOf(state, hour) };
  },
  explain: ({ metric }, { value, mean, sd }) => [
    { metric, value, ...deviationFrom(value, mean, sd), share: 1 },
  ],
  progress: () => 1,
};
