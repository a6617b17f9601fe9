import { own } from "../domain/own_property";
import type { Mark } from "../domain/machine/reading";
import { metricName } from "./metric_name";
import { quoted } from "./quoted";
import type { ValueRefusal } from "./refusals";
import { badMark, readValue } from "./value";

/** A part of a reading that is left out, while the rest counts; `reason` is a sentence. */
export type Dropped = { metric: string; kind: ValueRefusal; reason: string };

/** The values of a reading: those that count, the marks of those that do not, and what has no place at all. */
export type ReadMetrics = {
  metrics: Record<string, number>;
  marked?: Record<string, Mark>;
  dropped?: Dropped[];
};

const A_NAME = "expected a metric name of 1 to 80 characters without U+0000 or half a surrogate pair";

/** Reads values by metric; or returns a sentence why there are none at all. */
export function readMetrics(sent: Record<string, unknown>): ReadMetrics | string {
  let isEmpty = true;
  let isPlain = true;
  for (const name in sent) {
    isEmpty = false;
    const value = sent[name];
    if (typeof value === "number" && Number.isFinite(value) && metricName(name).name === name) continue;
    isPlain = false;
    break;
  }
  if (isEmpty) return "metrics: name at least one metric";
  // Nearly every reading: nothing is copied.
  return isPlain ? { metrics: sent as Record<string, number> } : readEach(sent);
}

function readEach(sent: Record<string, unknown>): ReadMetrics | string {
  const metrics: Record<string, number> = {};
  const marked: Record<string, Mark> = {};
  const dropped: Dropped[] = [];
  for (const [name, value] of Object.entries(sent)) {
    const metric = metricName(name).name;
    if (metric === undefined) {
      dropped.push({ metric: name, kind: "name", reason: `metrics.${shortened(name)}: ${A_NAME}` });
      continue;
    }
    const number = readValue(value);
    if (own(metrics, metric) !== undefined || own(marked, metric) !== undefined)
      dropped.push({
        metric,
        kind: "twice",
        reason: `${quoted(name)} is ${quoted(metric)} twice: ${quoted(value)}`,
      });
    else if (number === undefined) marked[metric] = badMark(value);
    else metrics[metric] = number;
  }
  const isMarked = Object.keys(marked).length > 0;
  const [first] = dropped;
  if (first && !isMarked && Object.keys(metrics).length === 0) return first.reason;
  return { metrics, ...(isMarked && { marked }), ...(first && { dropped }) };
}

const shortened = (name: string) => quoted(name).slice(1, -1);
