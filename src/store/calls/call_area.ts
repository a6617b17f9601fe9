import type { Call } from "../../domain/call/call";
import { areaTree } from "../../domain/site/areas";
import type { Sql } from "../db/database";

/** The path of a call's area, or of its machine's. */
export async function areaOf(tx: Sql, { machine_id, area_id }: Call): Promise<string | null> {
  const [machine] = machine_id
    ? await tx<{ area: string | null; location: string | null }[]>`
        select area, location from machines where id = ${machine_id}`
    : [];
  const id = area_id ?? machine?.area;
  if (!id) return machine?.location ?? null;
  const areas = await tx<{ id: string; name: string; parent_id: string | null }[]>`
    select id, name, parent_id from areas`;
  return areaTree(areas.map((area) => ({ ...area, created_at: 0, updated_at: 0 }))).path(id) ?? null;
}
