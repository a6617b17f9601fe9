import { type FedBy, loopThrough } from "../../alarms/grouping/relation";
import type { Machine } from "../../domain/machine/machine";
import type { Sql } from "../db/database";
import { FeedingLoop } from "../errors";

/** The ids of the machines that feed one, as they are stored. */
export const feedersIn = (json: string | null): string[] =>
  json === null ? [] : (JSON.parse(json) as string[]);

/** What feeds each machine that something feeds. */
export async function feeding(sql: Sql): Promise<FedBy> {
  const rows = await sql<{ id: string; fed_by: string }[]>`
    select id, fed_by from machines where fed_by is not null`;
  return new Map(rows.map(({ id, fed_by }) => [id, feedersIn(fed_by)]));
}

/**
 * Refuses a machine that would feed itself, directly or through others. Call it inside `lockNames`, or two changes at
 * the same moment could make a loop.
 * @throws {FeedingLoop} with the names of the loop
 */
export async function refuseLoop(tx: Sql, { id, name, fed_by }: Pick<Machine, "id" | "name" | "fed_by">) {
  const rows = await tx<{ id: string; name: string }[]>`select id, name from machines`;
  const names = new Map(rows.map((row) => [row.id, row.name])).set(id, name);
  const loop = loopThrough(id, new Map(await feeding(tx)).set(id, fed_by));
  if (!loop) return;
  const path = loop.map((each) => names.get(each) ?? each).join(", which is fed by ");
  throw new FeedingLoop(`Cannot save what feeds ${name}, machines would feed each other in a loop: ${path}`);
}
