import type { Config } from "../../config";
import { chooseAccess, type SiteAccess } from "../../people/access";
import { type CompanySignIn, companySignIn } from "../../people/oidc/company_sign_in";
import type { Store } from "../../store/store";

/** Who may come in, and by which doors. */
export type AccessSettings = SiteAccess & {
  /** Whether this server speaks https itself. */
  isTls: boolean;
  metrics: Config["metricsAccess"];
  /** The address by which people reach this server, with its base path. */
  publicUrl: string | undefined;
  /** Undefined without an identity provider. */
  company?: CompanySignIn;
};

type Deps = {
  config: Pick<
    Config,
    "access" | "host" | "isPublished" | "tls" | "metricsAccess" | "publicUrl" | "base" | "oidc"
  >;
  store: Pick<Store, "olderThanAccess">;
  log: { warn(said: string): void };
  now(): number;
};

/** The access of this site; an older database that leaves it open is named in the log. */
export function accessOf({ config, store, log, now }: Deps): AccessSettings {
  const { access: asked, host, isPublished, publicUrl } = config;
  const access = chooseAccess({ asked, host, isPublished, isOlder: store.olderThanAccess });
  if (access.byAge) log.warn(OLDER);
  const company = companySignIn(config.oidc, { now, warn: (sentence) => log.warn(sentence) });
  return { ...access, isTls: config.tls !== undefined, metrics: config.metricsAccess, publicUrl, company };
}

const OLDER =
  "Nobody signs in: this database is older than the setting ACCESS, so everybody on the network may look and act, as " +
  "before. ACCESS=view asks people to sign in before they act; ACCESS=open keeps it as it is, and ends this line";
