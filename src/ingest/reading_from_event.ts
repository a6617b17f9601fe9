import type { FactoryEvent } from "../domain/event";
import type { Reading } from "../domain/machine/reading";
import { validate, type KnownMachines } from "./validate";
import { checkRow } from "./row";

/** A value that another program announced, as the reading that it is; or, in a sentence, why it is let in no more than a posted one. */
export function readingOf(
  event: Extract<FactoryEvent, { event_type: "metric_updated" }>,
  gate: KnownMachines,
): Reading | string {
  const { machine_id, metric, value, mode } = event;
  // The reference's stamps carry no zone and mean UTC.
  const timestamp = /(Z|[+-]\d\d:\d\d)$/i.test(event.timestamp) ? event.timestamp : `${event.timestamp}Z`;
  const sent = { machine_id, timestamp, metrics: { [metric ?? ""]: value }, mode };
  const { readings, rejected } = validate([checkRow(sent, 0)], gate);
  return readings[0] ?? rejected[0]?.error ?? "Not a reading";
}
