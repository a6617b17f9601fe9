import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { z } from "zod";
import type { EventQuery, History } from "../history/history";
import { parseCursor } from "../model/cursor";
import { CHANNELS, type EventType } from "../model/event";
import { count, query } from "./door";
import type { House } from "./pages";

const eventQuery = z.strictObject({
  after: z
    .string()
    .regex(/^[a-z0-9]+-\d+(-\d+)?$/, "must be a cursor, like k3v9-17")
    .optional(),
  limit: count(1000, 100),
  type: z.enum(Object.keys(CHANNELS) as [EventType, ...EventType[]]).optional(),
  machine_id: z.string().optional(),
});

type Deps = { history: Pick<History, "events">; house: Pick<House, "latest"> };

export function eventRoutes({ history, house }: Deps) {
  return new Hono().get(
    "/",
    describeRoute({ summary: "The event log, oldest first" }),
    query(eventQuery),
    async (c) => {
      const { after, limit, type, machine_id } = c.req.valid("query");
      const asked: EventQuery = { after, limit, type, machineId: machine_id };
      const events = await history.events.list(asked);
      const epoch = parseCursor(house.latest())?.epoch;
      const isOver = after !== undefined && events.length === 0 && parseCursor(after)?.epoch !== epoch;
      // The log has begun anew: a program that only asked on from its cursor would hear nothing for ever.
      if (isOver) return c.json({ events, next: `${epoch}-0`, gap: true });
      return c.json({ events, next: events.at(-1)?.id ?? after ?? null });
    },
  );
}
