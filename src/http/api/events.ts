import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { z } from "zod";
import type { Store } from "../../store/store";
import { parseCursor } from "../../domain/cursor";
import { CHANNELS, type EventType } from "../../domain/event";
import { count, query } from "../validation";
import type { SiteConfig } from "../page_context";
import type { EventQuery } from "../../store/events/event_store";

const eventQuery = z.strictObject({
  after: z
    .string()
    .regex(/^[a-z0-9]+-\d+(-\d+)?$/, "must be a cursor, like k3v9-17")
    .optional(),
  limit: count(1000, 100),
  type: z.enum(Object.keys(CHANNELS) as [EventType, ...EventType[]]).optional(),
  machine_id: z.string().optional(),
});

type Deps = { store: Pick<Store, "events">; siteConfig: Pick<SiteConfig, "latest"> };

export function eventRoutes({ store, siteConfig }: Deps) {
  return new Hono().get(
    "/",
    describeRoute({ summary: "The event log, oldest first" }),
    query(eventQuery),
    async (c) => {
      const { after, limit, type, machine_id } = c.req.valid("query");
      const asked: EventQuery = { after, limit, type, machineId: machine_id };
      const events = await store.events.list(asked);
      const epoch = parseCursor(siteConfig.latest())?.epoch;
      const isOver = after !== undefined && events.length === 0 && parseCursor(after)?.epoch !== epoch;
      // The log is a new one: continuing from an old cursor would return nothing for ever.
      if (isOver) return c.json({ events, next: `${epoch}-0`, gap: true });
      return c.json({ events, next: events.at(-1)?.id ?? after ?? null });
    },
  );
}
