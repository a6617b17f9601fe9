import { coalesce } from "../async/coalesce";
import type { Config } from "../config";
import { type AreaTree, areaTree } from "../domain/site/areas";
import { putAreasInForce } from "../domain/site/areas_in_force";
import {
  type Site,
  type SiteChange,
  siteOf,
  type SiteValues,
  type SomeSiteValues,
  usualSite,
} from "../domain/site/settings";
import type { By } from "../people/actor";
import type { Store } from "../store/store";
import { type FromEnvironment, fromEnvironment } from "./environment";

/** The site, at hand for everything that decides by it. */
export type SiteCache = {
  /** The values in force: of the environment, else set by people, else the usual ones. */
  values(): SiteValues;
  /** The same as decisions are given it. */
  inForce(): Site;
  /** What people have set, in force or not. */
  set(): SomeSiteValues;
  areas(): AreaTree;
  /** "SHIFT_HOURS=06-22" where the environment sets a value: people cannot. */
  environment: FromEnvironment["texts"];
  /** The settings of the environment about the site and the plant, as they were written. */
  given: Readonly<Record<string, string>>;
  /** Resolves when it is stored and in force here. */
  change(change: SiteChange, by?: By): Promise<void>;
  /** Reads all of it again: another server may have changed it. */
  refresh(): Promise<void>;
};

type SiteCacheDeps = {
  store: {
    areas: Pick<Store["areas"], "all">;
    siteSettings: Store["siteSettings"];
  };
  config: Pick<Config, "plant" | "site">;
};

export async function createSiteCache({ store, config }: SiteCacheDeps): Promise<SiteCache> {
  const { timezone } = config.plant;
  const environment = fromEnvironment(config.site);
  let set: SomeSiteValues = {};
  let values = usualSite(timezone);
  let site = siteOf(values, timezone);
  let areas = areaTree([]);

  const refresh = coalesce(async () => {
    const [read, stored] = await Promise.all([store.siteSettings.all(), store.areas.all()]);
    set = read;
    values = { ...usualSite(timezone), ...set, ...environment.values };
    site = siteOf(values, timezone);
    areas = areaTree(stored);
    putAreasInForce(areas);
  });
  await refresh();

  return {
    values: () => values,
    inForce: () => site,
    set: () => set,
    areas: () => areas,
    environment: environment.texts,
    given: config.site.given,
    async change(asked, by) {
      await store.siteSettings.set(asked, by);
      await refresh();
    },
    refresh,
  };
}
