import type { CatalogueChange, GuidanceChange, LimitsChange } from "../../alarms/catalogue/change";
import { guidance, type GuidanceEntry, guidanceKey, scopeOfKey } from "../../domain/alarm/guidance";
import { limits, NO_LIMITS } from "../../domain/alarm/machine_limits";
import { subjectOf } from "../../domain/audit/actions";
import type { By } from "../../people/actor";
import { appendAudit, type AuditChange, byWhom } from "../audit/append";
import { type Context, type Database, inChunks, type Transaction } from "../db/database";
import { Conflict } from "../errors";

/** What people wrote about alarms, and changes of it together with limits, as a file makes them. */
export type GuidanceStore = {
  all(): Promise<GuidanceEntry[]>;
  /**
   * Changes guidance and limits in one transaction, with an audit entry for each.
   * @throws {Conflict} when one of them is not as it was said to be before
   */
  change(change: CatalogueChange, by?: By): Promise<void>;
};

/** A row to be; `json` null removes it. */
type Row = { key: string; json: string | null };
type Written = Row & { entry: Pick<AuditChange, "action" | "subject" | "before" | "after"> };

/** Implements `GuidanceStore`. */
export function guidanceStore({ database, now }: Context): GuidanceStore {
  const { read, write, dialect } = database;

  async function all() {
    const rows = await read<{ scope: string; json: string }[]>`
      select scope, json from guidance order by scope`;
    return rows.flatMap(({ scope: key, json }) => {
      const scope = scopeOfKey(key);
      return scope ? [{ scope, guidance: guidance.parse(JSON.parse(json)) }] : [];
    });
  }

  function change(asked: CatalogueChange, by?: By) {
    return write(async (tx) => {
      // Nobody else may change what is compared here before it is written.
      if (dialect.shared) await tx`lock table guidance, limits in share row exclusive mode`;
      const written = await writeGuidance(tx, database, asked.guidance);
      const held = await writeLimits(tx, database, asked.limits);
      const at = now();
      await appendAudit(
        tx,
        [...written, ...held].map(({ entry }) => ({ ...byWhom(by), at, ...entry })),
      );
    });
  }

  return { all, change };
}

async function writeGuidance(
  tx: Transaction,
  { dialect }: Pick<Database, "dialect">,
  changes: readonly GuidanceChange[],
): Promise<Written[]> {
  if (changes.length === 0) return [];
  const stored = byKey(await tx<Stored[]>`select scope as key, json from guidance`);
  const rows = changes.flatMap(({ scope, before, after }): Written[] => {
    const key = guidanceKey(scope);
    const is = stored.get(key);
    const json = after && JSON.stringify(guidance.parse(after));
    const now = is === undefined ? null : guidance.parse(JSON.parse(is));
    if (jsonOf(now) !== jsonOf(before && guidance.parse(before))) throw changed(key);
    if (json === jsonOf(now)) return [];
    const action = after ? "guidance.set" : "guidance.remove";
    return [{ key, json, entry: { action, subject: subjectOf("guidance", key), before: now, after } }];
  });
  await inChunks(dialect, 1, goneOf(rows), (keys) => tx`delete from guidance where scope in ${tx(keys)}`);
  await inChunks(
    dialect,
    2,
    keptOf(rows),
    (kept) => tx`
      insert into guidance ${tx(kept.map(({ key, json }) => ({ scope: key, json })))}
      on conflict (scope) do update set json = excluded.json`,
  );
  return rows;
}

async function writeLimits(
  tx: Transaction,
  { dialect }: Pick<Database, "dialect">,
  changes: readonly LimitsChange[],
): Promise<Written[]> {
  if (changes.length === 0) return [];
  const stored = byKey(await tx<Stored[]>`select machine_id as key, json from limits`);
  const rows = changes.flatMap(({ machine_id: key, before, after }): Written[] => {
    const is = stored.get(key);
    const now = limits.parse(is === undefined ? NO_LIMITS : JSON.parse(is));
    const json = JSON.stringify(limits.parse(after));
    if (jsonOf(now) !== jsonOf(limits.parse(before))) throw changed(key);
    if (json === jsonOf(now)) return [];
    const was = is === undefined ? null : now;
    const subject = subjectOf("machine", key);
    return [{ key, json, entry: { action: "limits.set", subject, before: was, after } }];
  });
  await inChunks(
    dialect,
    2,
    keptOf(rows),
    (kept) => tx`
      insert into limits ${tx(kept.map(({ key, json }) => ({ machine_id: key, json })))}
      on conflict (machine_id) do update set json = excluded.json`,
  );
  return rows;
}

type Stored = { key: string; json: string };
const byKey = (rows: readonly Stored[]) => new Map(rows.map(({ key, json }) => [key, json]));

const keptOf = (rows: readonly Row[]) =>
  rows.flatMap(({ key, json }) => (json === null ? [] : [{ key, json }]));
const goneOf = (rows: readonly Row[]) => rows.flatMap(({ key, json }) => (json === null ? [key] : []));

/** Texts that are the same for the same values: parsed, both have their fields in one order. */
const jsonOf = (value: unknown) => (value === null ? null : JSON.stringify(value));

const changed = (what: string) =>
  new Conflict(`${what} has been changed since: look at the changes again before you apply them`);
