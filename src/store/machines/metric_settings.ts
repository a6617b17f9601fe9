import {
  metricSetting,
  type MetricSetting,
  type Scope,
  type ScopedSetting,
} from "../../domain/machine/metric_settings";
import { subjectOf } from "../../domain/audit/actions";
import type { By } from "../../people/actor";
import { appendAudit, type AuditChange, byWhom } from "../audit/append";
import { forUpdate } from "../db/dialect";
import type { Context, Sql } from "../db/database";

/**
 * The metric settings that people made: of the plant, of a type of machines, of a machine. Each change and its audit
 * entry are one transaction.
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
        const before = await lockedSetting(tx, scope, metric);
        if (before === JSON.stringify(setting)) continue;
        await tx`
          insert into metric_settings (scope, metric, json) values (${scope}, ${metric}, ${JSON.stringify(setting)})
          on conflict (scope, metric) do update set json = excluded.json`;
        changes.push(entryOf("metric.set", { scope, metric }, before, setting, by));
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
        gone.map(({ json }) => entryOf("metric.remove", { scope, metric }, json, null, by)),
      );
      return gone.length > 0;
    });
  }

  async function lockedSetting(tx: Sql, scope: Scope, metric: string) {
    const [row] = await tx<Row[]>`
      select json from metric_settings where scope = ${scope} and metric = ${metric} ${forUpdate(tx, dialect)}`;
    return row?.json;
  }

  function entryOf(
    action: "metric.set" | "metric.remove",
    { scope, metric }: Pick<ScopedSetting, "scope" | "metric">,
    before: string | undefined,
    after: MetricSetting | null,
    by: By | undefined,
  ): AuditChange {
    return {
      ...byWhom(by),
      at: now(),
      action,
      subject: subjectOf("metric", metric),
      before: before === undefined ? null : { scope, ...settingIn(before) },
      after: after && { scope, ...after },
    };
  }

  return { all, set, remove };
}

const settingIn = (json: string): MetricSetting => metricSetting.parse(JSON.parse(json));
