import type { StageCounters } from "../live/state/diagnostics";
import { parseReadings } from "./parse/parse";
import type { IngestQueue } from "./queue";
import type { Refusals } from "./refusals";
import { type KnownMachines, validate, type Validated } from "./validate";

type Counting = { stageCounters: Pick<StageCounters, "taken" | "rejected">; refusals: Pick<Refusals, "add"> };
type DeliveryDeps = Counting & { ingestQueue: Pick<IngestQueue, "enqueue">; known(): KnownMachines };

/** Counts what was taken of a body, and what was not. */
export function countTaken({ stageCounters, refusals }: Counting, validated: Validated) {
  stageCounters.taken.add(validated.accepted);
  stageCounters.rejected.add(validated.rejected.length);
  validated.refusals.forEach(refusals.add);
}

/**
 * Takes in bodies of the server's own, such as those of a simulated gateway, by the way of a post. Nobody
 * waits for an answer: a body that cannot be parsed or stored is counted and lost.
 */
export function createDelivery({ ingestQueue, known, ...counting }: DeliveryDeps) {
  return (contentType: string, body: string) => {
    const parsed = parseReadings(contentType, body);
    if (parsed.kind === "refused") return counting.stageCounters.rejected.add();
    const validated = validate(parsed.rows, known());
    const lose = () => counting.stageCounters.rejected.add(validated.readings.length);
    if (validated.readings.length > 0) {
      const enqueued = ingestQueue.enqueue(validated.readings);
      if (enqueued.kind === "full") return lose();
      enqueued.kept.catch(lose);
    }
    countTaken(counting, validated);
  };
}
