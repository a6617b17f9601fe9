import {
  metricSetting,
  type MetricSetting,
  type Scope,
  type ScopedSetting,
} from "../../domain/machine/metric_settings";
import { subjectOf } from "../../domain/audit/actions";
import type { By } from "../../people/actor";
import { appendAudit, type AuditChange, byWhom } from "../audit/append";
import { type Dialect, forUpdate } from "../db/dialect";
import type { Context, Sql } from "../db/database";

/**
 * The metric settings that people made: of the plant, of a type of machines, of a machine. Each change and
 * its audit entry are one transaction.
 */
export type MetricSettingStore = {
  all(): Promise<ScopedSetting[]>;
  /** Sets these in one transaction, each in place of what was set of its scope and metric. */
  set(entries: readonly ScopedSetting[], by?: By): Promise<void>;
  /** @returns whether there was one */
  remove(scope: Scope, metric: string, by?: By): Promise<boolean>;
};

type Row = { scope: string; metric: string; json: string };

/** Implements `MetricSettingStore`. */
export function metricSettingStore({ database, now }: Context): MetricSettingStore {
  const { read, write, dialect } = database;

  async function all() {
    const rows = await read<Row[]>`select scope, metric, json from metric_settings order by scope, metric`;
    return rows.map(({ scope, metric, json }) => ({
      scope: scope as Scope,
      metric,
      setting: settingIn(json),
    }));
  }

  function set(entries: readonly ScopedSetting[], by?: By) {
    return write(async (tx) => {
      const changes: AuditChange[] = [];
      for (const { scope, metric, setting } of entries) {
        const json = JSON.stringify(setting);
        const before = await replaced(tx, dialect, { scope, metric, json });
        if (before !== json)
          changes.push({ at: now(), ...entryOf("metric.set", { scope, metric }, before, setting, by) });
      }
      await appendAudit(tx, changes);
    });
  }

  function remove(scope: Scope, metric: string, by?: By) {
    return write(async (tx) => {
      const gone = await tx<Row[]>`
        delete from metric_settings where scope = ${scope} and metric = ${metric} returning json`;
      await appendAudit(
        tx,
        gone.map(({ json }) => ({
          at: now(),
          ...entryOf("metric.remove", { scope, metric }, json, null, by),
        })),
      );
      return gone.length > 0;
    });
  }

  return { all, set, remove };
}

/** Stores a setting; returns the one before it, which nobody else can change meanwhile. */
async function replaced(tx: Sql, dialect: Dialect, { scope, metric, json }: Row): Promise<string | null> {
  const added = await tx<unknown[]>`
    insert into metric_settings (scope, metric, json) values (${scope}, ${metric}, ${json})
    on conflict do nothing returning json`;
  if (added.length > 0) return null;
  const [row] = await tx<Row[]>`
    select json from metric_settings where scope = ${scope} and metric = ${metric} ${forUpdate(tx, dialect)}`;
  await tx`update metric_settings set json = ${json} where scope = ${scope} and metric = ${metric}`;
  return row?.json ?? null;
}

function entryOf(
  action: "metric.set" | "metric.remove",
  { scope, metric }: Pick<ScopedSetting, "scope" | "metric">,
  before: string | null,
  after: MetricSetting | null,
  by: By | undefined,
) {
  return {
    ...byWhom(by),
    action,
    subject: subjectOf("metric", metric),
    before: before === null ? null : { scope, ...settingIn(before) },
    after: after && { scope, ...after },
  };
}

const settingIn = (json: string): MetricSetting => metricSetting.parse(JSON.parse(json));
