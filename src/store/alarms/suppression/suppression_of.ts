import { type Span, spanAt } from "../../../alarms/suppression/spans";
import {
  type AlarmSubject,
  covers,
  suppressedBy,
  type Suppression,
} from "../../../alarms/suppression/suppression";
import type { Alarm } from "../../../domain/alarm/alarm";
import type { Suppressed } from "../../../domain/alarm/suppressed";
import type { Area } from "../../../domain/site/areas";
import type { Sql } from "../../db/database";
import { currentSuppressions } from "./suppression_rows";

type InForce = { suppression: Suppression; span: Span };

/** By what an alarm is suppressed at an instant (epoch milliseconds); of several by that which lasts longest. */
export async function suppressionOf(tx: Sql, alarm: Alarm, now: number): Promise<Suppressed | undefined> {
  const inForce = (await currentSuppressions(tx)).flatMap((suppression): InForce[] => {
    const span = spanAt(suppression, now);
    return span ? [{ suppression, span }] : [];
  });
  if (inForce.length === 0) return undefined;
  const isByArea = inForce.some(({ suppression }) => suppression.area_id !== null);
  const subject: AlarmSubject = { ...alarm, areas: isByArea ? await areasAround(tx, alarm.machine_id) : [] };
  const [longest] = inForce
    .filter(({ suppression }) => covers(suppression, subject))
    .toSorted((a, b) => b.span.to - a.span.to);
  return longest && suppressedBy(longest.suppression, longest.span);
}

type Place = Pick<Area, "id" | "parent_id">;

/** The area that a machine stands in, and those around it. */
async function areasAround(tx: Sql, machineId: string | null): Promise<string[]> {
  const [machine] = await tx<{ area: string | null }[]>`select area from machines where id = ${machineId}`;
  const parents = new Map(
    (await tx<Place[]>`select id, parent_id from areas`).map(({ id, parent_id }) => [id, parent_id]),
  );
  const around: string[] = [];
  for (let id = machine?.area ?? null; id !== null && !around.includes(id); id = parents.get(id) ?? null)
    around.push(id);
  return around;
}

/** The ids of the machines that stand in an area, or in one within it. */
export async function machinesWithin(sql: Sql, areaId: string): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    with recursive within_it (id) as (
      select id from areas where id = ${areaId}
      union select areas.id from areas join within_it on areas.parent_id = within_it.id)
    select machines.id from machines join within_it on machines.area = within_it.id`;
  return rows.map(({ id }) => id);
}
