import { readSiteValue, SITE_FIELDS, type SiteChange, type SomeSiteValues } from "../../domain/site/settings";
import { subjectOf } from "../../domain/audit/actions";
import { differenceOf } from "../../domain/audit/difference";
import type { By } from "../../people/actor";
import { appendAudit, byWhom } from "../audit/append";
import type { Context, Sql } from "../db/database";

/** What people set of the site. */
export type SiteSettingStore = {
  all(): Promise<SomeSiteValues>;
  /** In one transaction: null takes back what was set, what is left out stays. */
  set(change: SiteChange, by?: By): Promise<void>;
};

/** Implements `SiteSettingStore`. */
export function siteSettingStore({ database, now }: Context): SiteSettingStore {
  const { read, write, dialect } = database;

  const all = () => valuesIn(read);

  function set(change: SiteChange, by?: By) {
    return write(async (tx) => {
      // Nobody else changes them until this is committed: `before` is what the change before has left.
      if (dialect.siteLock) await tx.unsafe(dialect.siteLock);
      const before = await valuesIn(tx);
      for (const name of SITE_FIELDS) {
        const value = change[name];
        if (value === null) await tx`delete from site_settings where name = ${name}`;
        else if (value !== undefined)
          await tx`
            insert into site_settings (name, json) values (${name}, ${JSON.stringify(value)})
            on conflict (name) do update set json = excluded.json`;
      }
      const difference = differenceOf(before, await valuesIn(tx));
      if (!difference) return;
      const entry = { at: now(), action: "site.set", subject: subjectOf("site", "settings") } as const;
      await appendAudit(tx, { ...byWhom(by), ...entry, ...difference });
    });
  }

  return { all, set };
}

async function valuesIn(sql: Sql): Promise<SomeSiteValues> {
  const rows = await sql<{ name: string; json: string }[]>`select name, json from site_settings`;
  return rows.reduce<SomeSiteValues>((set, { name, json }) => ({ ...set, ...readSiteValue(name, json) }), {});
}
