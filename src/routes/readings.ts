import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import type { Reading } from "../model/reading";
import { admit } from "../readings/admit";
import type { Directory } from "../readings/directory";
import type { Inbox } from "../readings/inbox";
import { parseReadings } from "../readings/parse";
import type { Row } from "../readings/row";
import { refuse } from "./refusal";

const RETRY_AFTER_SECONDS = "1";

type Deps = {
  inbox: Pick<Inbox, "offer">;
  directory: Directory;
  /** Brings in machines that another server has registered, where there are other servers. */
  refreshMachines?(): Promise<void>;
  now(): number;
  /** Readings from outside end the simulation of their machine. */
  onTaken(readings: readonly Reading[], rejected: number): void;
};

export function readingRoutes({ inbox, directory, refreshMachines, now, onTaken }: Deps) {
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
      if (refreshMachines && parsed.rows.some(isStranger(directory))) await refreshMachines();
      const { readings, rejected } = admit(parsed.rows, { machine: directory.find, now: now() });
      if (readings.length > 0) {
        const offer = inbox.offer(readings);
        if (offer.kind === "full") {
          c.header("Retry-After", RETRY_AFTER_SECONDS);
          return refuse(c, 429, "The inbox is full: readings come in faster than they can be kept");
        }
        const kept = await offer.kept.then(
          () => true,
          () => false,
        );
        if (!kept) {
          c.header("Retry-After", RETRY_AFTER_SECONDS);
          return refuse(c, 503, "The readings could not be kept: the database does not take them now");
        }
      }
      onTaken(readings, rejected.length);
      return c.json({ accepted: readings.length, rejected }, 202);
    },
  );
}

const isStranger = (directory: Directory) => (row: Row) =>
  !("error" in row) && directory.find(row.machine_id) === undefined;
