import type { Config } from "../../config";
import { chooseAccess, type SiteAccess } from "../../people/access";
import type { Store } from "../../store/store";

/** Who may come in, and by which doors. */
export type AccessSettings = SiteAccess & {
  /** Whether this server speaks https itself. */
  isTls: boolean;
  metrics: Config["metricsAccess"];
  /** The address by which people reach this server, with its base path. */
  publicUrl: string | undefined;
};

type Deps = {
  config: Pick<Config, "access" | "host" | "isPublished" | "tls" | "metricsAccess" | "publicUrl" | "base">;
  store: Pick<Store, "olderThanAccess">;
  log: { warn(said: string): void };
};

/** The access of this site; an older database that leaves it open is named in the log. */
export function accessOf({ config, store, log }: Deps): AccessSettings {
  const { access: asked, host, isPublished, base } = config;
  const access = chooseAccess({ asked, host, isPublished, isOlder: store.olderThanAccess });
  if (access.byAge) log.warn(OLDER);
  const publicUrl = config.publicUrl?.endsWith(base) === false ? config.publicUrl + base : config.publicUrl;
  return { ...access, isTls: config.tls !== undefined, metrics: config.metricsAccess, publicUrl };
}

const OLDER =
  "Nobody signs in: this database is older than the setting ACCESS, so everybody on the network may look and act, as " +
  "before. ACCESS=view asks people to sign in before they act; ACCESS=open keeps it as it is, and ends this line";
