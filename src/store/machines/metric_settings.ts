import {
  metricSetting,
  type MetricSetting,
  type Scope,
  type ScopedSetting,
} from "../../domain/machine/metric_settings";
import type { Context } from "../db/database";

/** The metric settings that people made: of the plant, of a type of machines, of a machine. */
export type MetricSettingStore = {
  all(): Promise<ScopedSetting[]>;
  /** Sets these in one transaction, each in place of what was set of its scope and metric. */
  set(entries: readonly ScopedSetting[]): Promise<void>;
  /** @returns whether there was one */
  remove(scope: Scope, metric: string): Promise<boolean>;
};

type Row = { scope: string; metric: string; json: string };

/** Implements `MetricSettingStore`. */
export function metricSettingStore({ database }: Context): MetricSettingStore {
  const { read, write } = database;

  async function all() {
    const rows = await read<Row[]>`select scope, metric, json from metric_settings order by scope, metric`;
    return rows.map(({ scope, metric, json }) => ({
      scope: scope as Scope,
      metric,
      setting: settingIn(json),
    }));
  }

  function set(entries: readonly ScopedSetting[]) {
    return write(async (tx) => {
      for (const { scope, metric, setting } of entries)
        await tx`
          insert into metric_settings (scope, metric, json) values (${scope}, ${metric}, ${JSON.stringify(setting)})
          on conflict (scope, metric) do update set json = excluded.json`;
    });
  }

  function remove(scope: Scope, metric: string) {
    return write(async (tx) => {
      const gone = await tx<Row[]>`
        delete from metric_settings where scope = ${scope} and metric = ${metric} returning scope`;
      return gone.length > 0;
    });
  }

  return { all, set, remove };
}

const settingIn = (json: string): MetricSetting => metricSetting.parse(JSON.parse(json));
