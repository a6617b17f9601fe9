import type { Mark } from "../domain/machine/reading";
import { metricName } from "./metric_name";
import { quoted } from "./quoted";
import type { ValueRefusal } from "./refusals";
import { badMark, readValue } from "./value";

/** A part of a reading that is left out, while the rest counts; `reason` is a sentence. */
export type Dropped = { metric: string; kind: ValueRefusal; reason: string };

/**
 * The values of a reading: those that count, the marks of those that do not, and what has no place at all.
 */
export type ReadMetrics = {
  metrics: Record<string, number>;
  marked?: Record<string, Mark>;
  dropped?: Dropped[];
};

const A_NAME =
  "expected a metric name of 1 to 80 characters, not __proto__, without U+0000 or half a surrogate pair";

/**
 * Reads values by metric; or returns a sentence why there are none at all.
 * @param hasMode something else was read of the reading, so there may be none
 */
export function readMetrics(sent: Record<string, unknown>, hasMode: boolean): ReadMetrics | string {
  let isEmpty = true;
  let isPlain = true;
  for (const name in sent) {
    isEmpty = false;
    const value = sent[name];
    if (typeof value === "number" && Number.isFinite(value) && metricName(name).name === name) continue;
    isPlain = false;
    break;
  }
  if (isEmpty) return hasMode ? { metrics: {} } : "metrics: name at least one metric, or a mode";
  // Nearly every reading: nothing is copied.
  return isPlain ? { metrics: sent as Record<string, number> } : readEach(sent, hasMode);
}

function readEach(sent: Record<string, unknown>, hasMode: boolean): ReadMetrics | string {
  const metrics: Record<string, number> = {};
  const marked: Record<string, Mark> = {};
  const dropped: Dropped[] = [];
  /** By metric, its name as it was sent. */
  const written = new Map<string, string>();
  for (const [name, value] of Object.entries(sent)) {
    const metric = metricName(name).name;
    if (metric === undefined) {
      dropped.push({ metric: name, kind: "name", reason: `metrics.${shortened(name)}: ${A_NAME}` });
      continue;
    }
    const before = written.get(metric);
    if (before !== undefined) {
      dropped.push(twice(metric, before, sent[before], name));
      delete metrics[metric];
      delete marked[metric];
    }
    written.set(metric, name);
    const number = readValue(value);
    if (number === undefined) marked[metric] = badMark(value);
    else metrics[metric] = number;
  }
  const isMarked = Object.keys(marked).length > 0;
  const [first] = dropped;
  if (first && !hasMode && !isMarked && Object.keys(metrics).length === 0) return first.reason;
  return { metrics, ...(isMarked && { marked }), ...(first && { dropped }) };
}

/** Two names that are the same once they are folded: the last counts, as with the same name twice. */
function twice(metric: string, before: string, value: unknown, name: string): Dropped {
  const reason = `${quoted(before)} and ${quoted(name)} are one name: the last counts and not ${quoted(value)}`;
  return { metric, kind: "twice", reason };
}

const shortened = (name: string) => quoted(name).slice(1, -1);
