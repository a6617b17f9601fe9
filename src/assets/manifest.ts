import type { ServedAsset } from "./serve";
import { THEME_COLORS } from "../../views/layout/theme_colors";
import { text } from "../words/text";
import type { Config } from "../config";
import { compressOnDemand } from "./compress";
import { contentHashedName } from "./content_hashed_name";

/**
 * The web app manifest, by which browsers install Andon as an app. All its addresses are under the base path.
 */
export function makeManifest(
  { base, plant }: Pick<Config, "base" | "plant">,
  assets: Record<"icon192" | "icon512" | "iconMaskable", ServedAsset>,
): ServedAsset {
  const icon = ({ name, type }: ServedAsset, sizes: string, purpose: "any" | "maskable") => ({
    src: `${base}/assets/${name}`,
    sizes,
    type,
    purpose,
  });
  const manifest = {
    id: `${base}/`,
    start_url: `${base}/`,
    scope: `${base}/`,
    display: "standalone",
    lang: text.language,
    dir: "ltr",
    name: text.app.name(plant.name),
    short_name: text.app.shortName,
    description: text.app.description,
    background_color: THEME_COLORS.light,
    theme_color: THEME_COLORS.light,
    icons: [
      icon(assets.icon192, "192x192", "any"),
      icon(assets.icon512, "512x512", "any"),
      icon(assets.iconMaskable, "512x512", "maskable"),
    ],
  };
  const body = new TextEncoder().encode(JSON.stringify(manifest));
  return {
    name: contentHashedName("manifest.webmanifest", body),
    type: "application/manifest+json",
    body,
    encoded: compressOnDemand(body),
  };
}
