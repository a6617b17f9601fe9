import type { FactoryEvent } from "../domain/event";
import type { Reading } from "../domain/machine/reading";
import { validate, type KnownMachines } from "./validate";
import { checkRow } from "./row";

/**
 * Turns a value that another program announced into a reading; or returns the reason, in a sentence, why it
 * is refused like a posted one.
 */
export function readingOf(
  event: Extract<FactoryEvent, { event_type: "metric_updated" }>,
  gate: KnownMachines,
): Reading | string {
  const { machine_id, metric, value, mode } = event;
  // A stamp without a zone means UTC.
  const timestamp = /(Z|[+-]\d\d:\d\d)$/i.test(event.timestamp) ? event.timestamp : `${event.timestamp}Z`;
  const sent = { machine_id, timestamp, metrics: { [metric ?? ""]: value }, mode };
  const { readings, rejected } = validate([checkRow(sent, 0)], gate);
  return readings[0] ?? rejected[0]?.error ?? "Not a reading";
}
