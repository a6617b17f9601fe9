import type { Position } from "../domain/machine/position";
import type { Reading } from "../domain/machine/reading";
import type { Batch } from "../ingest/queue";
import type { Store } from "../store/store";

export type IntakeDeps = {
  batches: AsyncIterable<Batch>;
  record: Store["readings"]["record"];
  /**
   * Takes a stored batch, with the newest stored position by machine before it. The next batch is stored when this resolves,
   * so senders wait while judging is slower than they are.
   */
  onStored(readings: readonly Reading[], before: ReadonlyMap<string, Position>): Promise<void>;
  onFailure(error: unknown): void;
};

/** Stores each batch before it is judged; resolves when the queue has ended. A batch that fails costs its own senders. */
export async function runIntake({ batches, record, onStored, onFailure }: IntakeDeps): Promise<void> {
  for await (const batch of batches) {
    let before: ReadonlyMap<string, Position>;
    try {
      before = await record(batch.readings);
    } catch (error) {
      onFailure(error);
      batch.failed(error);
      continue;
    }
    batch.stored();
    await onStored(batch.readings, before);
  }
}
