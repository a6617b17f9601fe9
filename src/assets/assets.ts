import type { Config } from "../config";
import type { AssetKey } from "./build";
import { compressOnDemand } from "./compress";
import { makeManifest } from "./manifest";
import { mapAssets, unpackAssets } from "./pack";
import type { ServedAsset } from "./serve";

/**
 * All assets, with this plant's manifest, and the id of this build: it changes with the content of any of
 * them.
 */
export type Assets = Record<AssetKey | "manifest", ServedAsset> & { build: string };

/** The packed assets of the single executable, put in when it is built: nothing can be built inside it. */
declare const ANDON_ASSETS: string | undefined;

/** Opens the assets that are served: those that the executable carries, or else built now, in memory. */
export async function openAssets(config: Pick<Config, "base" | "plant">): Promise<Assets> {
  const served = typeof ANDON_ASSETS === "string" ? unpackAssets(ANDON_ASSETS) : await buildNow();
  const names = Object.values(served).map(({ name }) => name);
  const manifest = makeManifest(config, served);
  return { ...served, manifest, build: Bun.hash(names.join()).toString(36).slice(0, 8) };
}

async function buildNow(): Promise<Record<AssetKey, ServedAsset>> {
  // Imported only here: the executable has no bundler.
  const { buildAssets } = await import("./build");
  return mapAssets(await buildAssets(), (asset) => ({ ...asset, encoded: compressOnDemand(asset.body) }));
}
