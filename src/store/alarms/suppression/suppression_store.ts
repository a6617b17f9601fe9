import { dueStep } from "../../../alarms/suppression/phase";
import { spanAt } from "../../../alarms/suppression/spans";
import type { NewSuppression, Suppression } from "../../../alarms/suppression/suppression";
import type { Withholding } from "../../../alarms/suppression/withheld";
import type { By } from "../../../people/actor";
import type { Context, Sql } from "../../db/database";
import { liftAlarms } from "./suppressed_alarms";
import { type Ender, endSuppression, setSuppression, takeStep } from "./suppression_changes";
import { machinesWithin } from "./suppression_of";
import { currentSuppressions, type SuppressionRow, suppressionOfRow } from "./suppression_rows";

/**
 * What calls nobody, and until when. Each change, what it does to alarms, their events and its audit entry are one
 * transaction. Times in epoch milliseconds.
 */
export type SuppressionStore = {
  find(id: string): Promise<Suppression | undefined>;
  /** Those that have not ended for good, in the order in which they were set. */
  current(): Promise<Suppression[]>;
  /** Those, and what has ended since an instant, each with its machines: late readings are of then. */
  withholding(endedAfter: number): Promise<Withholding[]>;
  /** One that has begun is in force when this resolves. Shelving what is shelved already takes the place of that. */
  add(asked: NewSuppression, by?: By): Promise<Suppression>;
  /**
   * Ends one for good, or a weekly one for this time only. Undefined when there is none of this id.
   * @throws {Conflict} when it has ended already, or is not in force this time
   */
  end(id: string, who: Ender, by?: By, isThisTime?: boolean): Promise<Suppression | undefined>;
  /** Does what time has brought about: begins what is due, and ends it, whatever was missed. @returns how many steps */
  advance(): Promise<number>;
};

/** Implements `SuppressionStore`. */
export function suppressionStore(context: Context): SuppressionStore {
  const { database, now } = context;
  const { read, write } = database;

  async function withholding(endedAfter: number) {
    const rows = await read<SuppressionRow[]>`
      select * from suppressions where ended_at is null or ended_at > ${endedAfter} order by created_at`;
    const all: Withholding[] = [];
    for (const suppression of rows.map(suppressionOfRow)) {
      const { machine_id, area_id } = suppression;
      const machineIds = area_id === null ? [machine_id ?? ""] : await machinesWithin(read, area_id);
      all.push({ suppression, machineIds });
    }
    return all;
  }

  async function advance() {
    const at = now();
    let steps = 0;
    for (const suppression of await currentSuppressions(read))
      if (dueStep(suppression, at)) steps += await write((tx) => takeStep(tx, context, suppression.id));
    for (const { id, begunAt } of await leftBehind(read, at))
      steps += await write((tx) => liftAlarms(tx, context, id, begunAt));
    return steps;
  }

  return {
    async find(id) {
      const [row] = await read<SuppressionRow[]>`select * from suppressions where id = ${id}`;
      return row && suppressionOfRow(row);
    },
    current: () => currentSuppressions(read),
    withholding,
    add: (asked, by) => write((tx) => setSuppression(tx, context, asked, by)),
    end: (id, who, by, isThisTime = false) =>
      write((tx) => endSuppression(tx, context, { id, who, isThisTime }, by)),
    advance,
  };
}

/**
 * Suppressions that are not in force any more and still have alarms: one that opened while they were ended, in a
 * transaction that did not see it.
 */
async function leftBehind(read: Sql, at: number): Promise<{ id: string; begunAt: number }[]> {
  const rows = await read<{ suppressed: string }[]>`
    select distinct suppressed from alarms where suppressed is not null and state <> 'resolved'`;
  const ids = new Set(rows.map(({ suppressed }) => String((JSON.parse(suppressed) as { id: string }).id)));
  if (ids.size === 0) return [];
  const known = await read<SuppressionRow[]>`select * from suppressions where id in ${read([...ids])}`;
  const inForce = new Set(known.map(suppressionOfRow).flatMap((each) => (spanAt(each, at) ? [each.id] : [])));
  return [...ids].filter((id) => !inForce.has(id)).map((id) => ({ id, begunAt: at }));
}
