import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { z } from "zod";
import type { MachineRegistry } from "../../ingest/machine_registry";
import type { Store } from "../../store/store";
import { auditConditions } from "../audit_query";
import { count, ifAny, moment, query } from "../validation";
import { auditJson } from "./json/audit_json";

const word = ifAny(z.string().max(200));

const auditQuery = z.strictObject({
  after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
  limit: count(1000, 100),
  actor: word,
  action: word,
  subject: word,
  from: ifAny(moment),
  to: ifAny(moment),
});

export type AuditDeps = { store: Pick<Store, "audit">; machineRegistry: MachineRegistry };

/** The audit log: who changed what, when, from where, before and after. */
export function auditRoutes({ store, machineRegistry }: AuditDeps) {
  return new Hono().get(
    "/",
    describeRoute({ summary: "The audit log, oldest first: every change with who made it and from where" }),
    query(auditQuery),
    async (c) => {
      const { after, limit, ...asked } = c.req.valid("query");
      const conditions = auditConditions(asked, machineRegistry);
      const entries = await store.audit.list({ ...conditions, after, limit });
      return c.json({ entries: entries.map(auditJson), next: entries.at(-1)?.n ?? after });
    },
  );
}
