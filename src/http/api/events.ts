import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { z } from "zod";
import type { Store } from "../../store/store";
import { type Cursor, isStart, parseCursor } from "../../domain/cursor";
import { CHANNELS, type EventType } from "../../domain/event";
import { machinesOf, type AskedMachinesDeps } from "../asked_machines";
import { unknownMachine } from "../error_response";
import { count, ifAny, machineWords, query } from "../validation";
import type { SiteConfig } from "../page_context";
import type { EventQuery } from "../../store/events/event_store";
import type { AskSince } from "../sockets/sockets";

const eventQuery = z.strictObject({
  after: z
    .string()
    .refine((text) => parseCursor(text) !== undefined, "must be a cursor, like k3v9-17-abcd")
    .optional(),
  limit: count(1000, 100),
  type: ifAny(z.enum(Object.keys(CHANNELS) as [EventType, ...EventType[]])),
  machine_id: machineWords,
});

type Deps = AskedMachinesDeps & {
  store: Pick<Store, "events">;
  siteConfig: Pick<SiteConfig, "latest">;
  since: AskSince;
};

export function eventRoutes(deps: Deps) {
  const { store, siteConfig } = deps;
  return new Hono().get(
    "/",
    describeRoute({ summary: "The event log, oldest first" }),
    query(eventQuery),
    async (c) => {
      const { after, limit, type, machine_id } = c.req.valid("query");
      const machines = await machinesOf(deps, machine_id ?? []);
      if ("unknown" in machines) return unknownMachine(c, machines.unknown);
      const epoch = parseCursor(siteConfig.latest())?.epoch;
      if (after !== undefined && !(await isKnown(deps, after)))
        return c.json({ events: [], next: `${epoch}-0`, gap: true });
      const asked: EventQuery = { after, limit, type, machineIds: machines.ids };
      const events = await store.events.list(asked);
      const isOver = after !== undefined && events.length === 0 && parseCursor(after)?.epoch !== epoch;
      // The log is a new one: continuing from an old cursor would return nothing for ever.
      if (isOver) return c.json({ events, next: `${epoch}-0`, gap: true });
      return c.json({ events, next: events.at(-1)?.id ?? after ?? null });
    },
  );
}

/**
 * Events are announced before their cursors are written back: the bus knows those that the database does not
 * yet.
 */
async function isKnown({ store, since, siteConfig }: Deps, after: Cursor): Promise<boolean> {
  if (isStart(after) && parseCursor(after)?.epoch === parseCursor(siteConfig.latest())?.epoch) return true;
  const known = await store.events.knows(after);
  if (known !== undefined) return known;
  const answer = await since(after, 1).catch(() => undefined);
  return answer?.kind === "events";
}
