import type { Batch } from "../ingest/queue";
import type { Recorded } from "../store/readings/reading_store";
import type { Store } from "../store/store";

export type IntakeDeps = {
  batches: AsyncIterable<Batch>;
  record: Store["readings"]["record"];
  /**
   * Takes a stored batch. The next one is stored when this resolves, so senders wait while judging is slower
   * than they are.
   */
  onStored(recorded: Recorded): Promise<void>;
  onFailure(error: unknown): void;
};

/**
 * Stores each batch before it is judged; resolves when the queue has ended. A batch that fails costs its own
 * senders.
 */
export async function runIntake({ batches, record, onStored, onFailure }: IntakeDeps): Promise<void> {
  for await (const batch of batches) {
    let recorded: Recorded;
    try {
      recorded = await record(batch.readings);
    } catch (error) {
      onFailure(error);
      batch.failed(error);
      continue;
    }
    batch.stored();
    await onStored(recorded);
  }
}
