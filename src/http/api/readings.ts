import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import type { Reading } from "../../domain/machine/reading";
import { validate } from "../../ingest/validate";
import type { MachineRegistry } from "../../ingest/machine_registry";
import type { IngestQueue } from "../../ingest/queue";
import { parseReadings } from "../../ingest/parse/parse";
import type { Row } from "../../ingest/row";
import { refuse } from "../error_response";

const RETRY_AFTER_SECONDS = "1";

type Deps = {
  ingestQueue: Pick<IngestQueue, "enqueue">;
  machineRegistry: MachineRegistry;
  /** Fetches machines that another server has registered, where there are other servers. */
  refreshMachines?(): Promise<void>;
  now(): number;
  /** Called after readings were stored: readings from outside end the simulation of their machine. */
  onTaken(readings: readonly Reading[], rejected: number): void;
};

export function readingRoutes({ ingestQueue, machineRegistry, refreshMachines, now, onTaken }: Deps) {
  return new Hono().post(
    "/",
    describeRoute({
      summary: "Send readings",
      description:
        "One object or an array of {machine_id, timestamp, metrics, mode?}, or application/x-ndjson, or text/csv. 202 means: on disk.",
    }),
    async (c) => {
      const type = c.req.header("content-type") ?? "";
      const parsed = parseReadings(type, new Uint8Array(await c.req.arrayBuffer()));
      if (parsed.kind === "refused") return refuse(c, parsed.status, parsed.message, parsed.details);
      if (refreshMachines && parsed.rows.some(isUnknown(machineRegistry))) await refreshMachines();
      const { readings, rejected } = validate(parsed.rows, { machine: machineRegistry.find, now: now() });
      if (readings.length > 0) {
        const enqueued = ingestQueue.enqueue(readings);
        if (enqueued.kind === "full") {
          c.header("Retry-After", RETRY_AFTER_SECONDS);
          return refuse(c, 429, "The inbox is full: readings arrive faster than they can be stored");
        }
        const kept = await enqueued.kept.then(
          () => true,
          () => false,
        );
        if (!kept) {
          c.header("Retry-After", RETRY_AFTER_SECONDS);
          return refuse(c, 503, "The readings were not stored: the database is unavailable");
        }
      }
      onTaken(readings, rejected.length);
      return c.json({ accepted: readings.length, rejected }, 202);
    },
  );
}

const isUnknown = (machineRegistry: MachineRegistry) => (row: Row) =>
  !("error" in row) && machineRegistry.find(row.machine_id) === undefined;
