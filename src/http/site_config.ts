import { version } from "../../package.json";
import type { Assets } from "../assets/assets";
import type { ServedAsset } from "../assets/serve";
import type { Config } from "../config";
import { ownNames } from "./own_names";
import type { SiteCache } from "../site/site_cache";
import type { SiteConfig } from "./page_context";

type SiteConfigDeps = Pick<SiteConfig, "now" | "latest" | "warning" | "simulated" | "access"> & {
  site: Pick<SiteCache, "values">;
  config: Pick<Config, "base" | "plant" | "pollSeconds" | "hosts">;
  assets: Assets;
};

/** The settings that every page shares, with the addresses of its assets. */
export function siteConfigOf({ config, assets, ...said }: SiteConfigDeps): SiteConfig {
  const url = ({ name }: ServedAsset) => `${config.base}/assets/${name}`;
  return {
    now: said.now,
    latest: said.latest,
    warning: said.warning,
    simulated: said.simulated,
    access: said.access,
    base: config.base,
    plant: config.plant,
    pollSeconds: config.pollSeconds,
    servedNames: [...config.hosts, ...ownNames()],
    version,
    build: assets.build,
    css: url(assets.css),
    script: url(assets.script),
    kioskScript: url(assets.kiosk),
    pairingScript: url(assets.pairing),
    pairingCss: url(assets.pairingCss),
    pastCss: url(assets.pastCss),
    catalogueCss: url(assets.catalogueCss),
    calls: { script: url(assets.calls), css: url(assets.callsCss) },
    replayScript: url(assets.replay),
    answering: { script: url(assets.answering), css: url(assets.answeringCss) },
    managing: { script: url(assets.managing), css: url(assets.managingCss) },
    noteTemplates: () => said.site.values().note_templates,
    onDemandScript: url(assets.onDemand),
    icon: url(assets.icon),
    touchIcon: url(assets.iconMaskable),
    manifest: url(assets.manifest),
  };
}
