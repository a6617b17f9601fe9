import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { z } from "zod";
import type { EventQuery, History } from "../history/history";
import { CHANNELS, type EventType } from "../model/event";
import { count, query } from "./door";

const eventQuery = z.strictObject({
  after: z
    .string()
    .regex(/^[a-z0-9]+-\d+(-\d+)?$/, "must be a cursor, like k3v9-17")
    .optional(),
  limit: count(1000, 100),
  type: z.enum(Object.keys(CHANNELS) as [EventType, ...EventType[]]).optional(),
  machine_id: z.string().optional(),
});

export function eventRoutes({ history }: { history: Pick<History, "events"> }) {
  return new Hono().get(
    "/",
    describeRoute({ summary: "The event log, oldest first" }),
    query(eventQuery),
    async (c) => {
      const { after, limit, type, machine_id } = c.req.valid("query");
      const asked: EventQuery = { after, limit, type, machineId: machine_id };
      const events = await history.events.list(asked);
      return c.json({ events, next: events.at(-1)?.id ?? after ?? null });
    },
  );
}
