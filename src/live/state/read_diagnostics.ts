import { type StageDiagnostics, collectDiagnostics, type StageCounters } from "./diagnostics";
import { recordedAt } from "../../domain/event";
import type { IngestQueue } from "../../ingest/queue";
import type { Refusals } from "../../ingest/refusals";
import type { Store } from "../../store/store";
import type { LatencyHistogram } from "./latency_histogram";

type DiagnosticsDeps = {
  stageCounters: StageCounters;
  ingestQueue: Pick<IngestQueue, "depth">;
  refusals: Pick<Refusals, "list" | "counters">;
  events: Pick<Store["events"], "outbox" | "list">;
  drawn: Pick<LatencyHistogram, "all">;
  bus: "local" | "redis";
  /** How many sockets are open. */
  sockets(): number;
};

/** @returns asks every stage of the path how it stands; rejects when the database does not answer */
export function diagnosticsReader({
  stageCounters,
  ingestQueue,
  refusals,
  events,
  drawn,
  bus,
  sockets,
}: DiagnosticsDeps) {
  return async (): Promise<StageDiagnostics> => {
    const [outbox, [newest]] = await Promise.all([events.outbox(), events.list({ limit: 1 })]);
    return collectDiagnostics(stageCounters, {
      waiting: ingestQueue.depth(),
      refusals: { list: refusals.list(), counters: refusals.counters() },
      outbox,
      recordedAt: newest ? recordedAt(newest) : null,
      drawn: drawn.all(),
      bus,
      sockets: sockets(),
    });
  };
}
