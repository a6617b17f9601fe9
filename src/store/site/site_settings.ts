import { readSiteValue, SITE_FIELDS, type SiteChange, type SomeSiteValues } from "../../domain/site/settings";
import type { Context } from "../db/database";

/** What people set of the site. */
export type SiteSettingStore = {
  all(): Promise<SomeSiteValues>;
  /** In one transaction: null takes back what was set, what is left out stays. */
  set(change: SiteChange): Promise<void>;
};

/** Implements `SiteSettingStore`. */
export function siteSettingStore({ database }: Context): SiteSettingStore {
  const { read, write } = database;

  async function all() {
    const rows = await read<{ name: string; json: string }[]>`select name, json from site_settings`;
    return rows.reduce<SomeSiteValues>(
      (set, { name, json }) => ({ ...set, ...readSiteValue(name, json) }),
      {},
    );
  }

  function set(change: SiteChange) {
    return write(async (tx) => {
      for (const name of SITE_FIELDS) {
        const value = change[name];
        if (value === null) await tx`delete from site_settings where name = ${name}`;
        else if (value !== undefined)
          await tx`
            insert into site_settings (name, json) values (${name}, ${JSON.stringify(value)})
            on conflict (name) do update set json = excluded.json`;
      }
    });
  }

  return { all, set };
}
