import { type Context, Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { inSteps } from "../../async/steps";
import { validateInSteps, type KnownMachines, type Validated } from "../../ingest/validate";
import type { MachineRegistry } from "../../ingest/machine_registry";
import type { IngestQueue } from "../../ingest/queue";
import { parseInSteps } from "../../ingest/parse/parse";
import type { Row } from "../../ingest/row";
import { errorBody, refuse } from "../error_response";

const RETRY_AFTER_SECONDS = "1";

const count = { type: "integer" } as const;
const sentence = { type: "string" } as const;
const listOf = (properties: Record<string, typeof count | typeof sentence>) =>
  ({ type: "array", items: { type: "object", properties } }) as const;
const TAKEN = {
  accepted: count,
  rejected: listOf({ index: count, error: sentence }),
  dropped: listOf({ index: count, metric: sentence, reason: sentence }),
  dropped_count: count,
};
const ERROR = {
  type: "object",
  properties: { code: sentence, message: sentence, details: { type: "array", items: {} } },
} as const;

function answers(description: string, properties: object, required: string[]) {
  const schema = { type: "object", properties, required } as const;
  return { description, content: { "application/json": { schema } } };
}

/** The bodies of the answers: nothing was taken is told like what was, beside the error. */
const RESPONSES = {
  202: answers("On disk", TAKEN, Object.keys(TAKEN)),
  400: answers(
    "Nothing was taken. The counts are absent where the body could not be read at all",
    { error: ERROR, ...TAKEN },
    ["error"],
  ),
  ...Object.fromEntries(
    [
      [413, "Too large"],
      [415, "Not understood"],
      [429, "The inbox is full; Retry-After"],
      [503, "Not stored; Retry-After"],
    ].map(([status, why]) => [status, answers(String(why), { error: ERROR }, ["error"])]),
  ),
};

type Deps = {
  ingestQueue: Pick<IngestQueue, "enqueue">;
  machineRegistry: MachineRegistry;
  /** Fetches machines that another server has registered, where there are other servers. */
  refreshMachines?(): Promise<void>;
  known(): KnownMachines;
  log: { warn(fields: object, message: string): void };
  /** Called after readings were stored: readings from outside end the simulation of their machine. */
  onTaken(validated: Validated): void;
};

export function readingRoutes(deps: Deps) {
  const { machineRegistry, refreshMachines, known, log, onTaken } = deps;
  return new Hono().post(
    "/",
    describeRoute({
      summary: "Send readings",
      description:
        "One object or an array of {machine_id, timestamp, metrics, mode?, units?}, or application/x-ndjson, or text/csv. 202 means: on disk. A value that is no number costs only itself and is named in `dropped`; its series shows that it is bad.",
      responses: RESPONSES,
    }),
    async (c) => {
      const type = c.req.header("content-type") ?? "";
      const parsed = await inSteps(parseInSteps(type, new Uint8Array(await c.req.arrayBuffer())));
      if (parsed.kind === "refused") return refuse(c, parsed.status, parsed.message, parsed.details);
      if (refreshMachines && parsed.rows.some(isUnknown(machineRegistry))) await refreshMachines();
      const validated = await inSteps(validateInSteps(parsed.rows, known()));
      const busy = validated.readings.length > 0 ? await storeOrBusy(c, deps, validated) : undefined;
      if (busy) return busy;
      onTaken(validated);
      if (validated.accepted > 0) return c.json(answerOf(validated), 202);
      const { rejected, droppedCount } = validated;
      const [first, ...more] = reasonsOf(validated);
      const counts = { rejected: rejected.length, dropped: droppedCount };
      log.warn({ ...counts, first }, "no reading of a request was taken");
      return c.json({ ...errorBody(400, nothingTaken(first, more.length)), ...answerOf(validated) }, 400);
    },
  );
}

/** Stores the readings; or answers that they cannot be stored now. */
async function storeOrBusy(c: Context, { ingestQueue }: Pick<Deps, "ingestQueue">, { readings }: Validated) {
  const enqueued = ingestQueue.enqueue(readings);
  if (enqueued.kind === "full") {
    c.header("Retry-After", RETRY_AFTER_SECONDS);
    return refuse(c, 429, "The inbox is full: readings arrive faster than they can be stored");
  }
  const kept = await enqueued.kept.then(
    () => true,
    () => false,
  );
  if (kept) return undefined;
  c.header("Retry-After", RETRY_AFTER_SECONDS);
  return refuse(c, 503, "The readings were not stored: the database is unavailable");
}

function answerOf({ accepted, rejected, dropped, droppedCount }: Validated) {
  return {
    accepted,
    rejected: rejected.map(({ index, error }) => ({ index, error })),
    dropped,
    dropped_count: droppedCount,
  };
}

/** Why nothing was taken, in sentences: of whole readings, or else of single values. */
function reasonsOf({ rejected, dropped }: Validated): string[] {
  if (rejected.length > 0) return rejected.map(({ error }) => error);
  return dropped.map(({ metric, reason }) => `${metric}: ${reason}`);
}

function nothingTaken(first: string | undefined, more: number): string {
  if (!first) return "No reading was taken: the body holds none";
  return `No reading was taken: ${first}${more > 0 ? ` (the first of ${more + 1})` : ""}`;
}

const isUnknown = (machineRegistry: MachineRegistry) => (row: Row) =>
  !("error" in row) && machineRegistry.find(row.machine_id) === undefined;
