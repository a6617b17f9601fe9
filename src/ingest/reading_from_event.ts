import type { MetricUpdated } from "../domain/event";
import type { Reading } from "../domain/machine/reading";
import type { Refusals } from "./refusals";
import { checkRow } from "./row";
import { quoted } from "./quoted";
import { validate, type KnownMachines, type Validated } from "./validate";

/** A value that another program announced: what it holds is not yet known to be any good. */
export type SentValue = {
  [field in keyof Pick<MetricUpdated, "machine_id" | "metric" | "value" | "mode" | "timestamp">]?: unknown;
};

/**
 * Reads values that other programs announce, by the rules for posted readings: a bad one is kept as a mark,
 * and counted. Without a zone a stamp means UTC.
 * @returns turns a value into a reading; or into the reason, a sentence, why it is refused
 */
export function eventReader(known: () => KnownMachines, refusals: Pick<Refusals, "add">) {
  return ({ machine_id, metric, value = null, mode, timestamp }: SentValue): Reading | string => {
    const stamp = typeof timestamp === "string" && isZoneless(timestamp) ? `${timestamp}Z` : timestamp;
    const sent = {
      machine_id,
      timestamp: stamp,
      metrics: { [typeof metric === "string" ? metric : ""]: value },
      mode,
    };
    const { readings, rejected, dropped, refusals: refused } = validate([checkRow(sent, 0)], known());
    refused.forEach(refusals.add);
    return readings[0] ?? rejected[0]?.error ?? droppedAs(dropped) ?? "Not a reading";
  };
}

/** Why nothing is left of a reading whose only value was dropped. */
const droppedAs = ([first]: Validated["dropped"]) => first && `${quoted(first.metric)}: ${first.reason}`;

const isZoneless = (text: string) => /^\d{4}-\d\d-\d\d[Tt ][\d:.,]+$/.test(text);
