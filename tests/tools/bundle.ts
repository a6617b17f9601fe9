import { join } from "node:path";
import { buildAssets } from "../../src/assets/build";
import { packAssets } from "../../src/assets/pack";

/**
 * Bundles Andon with its assets, as the single executable carries them, but readable and with a map to the
 * sources.
 * @returns the entry point in the folder
 */
export async function bundleAndon(folder: string): Promise<string> {
  const assets = await packAssets(await buildAssets());
  await Bun.build({
    // Side by side under these names, the training thread is found as in the sources.
    entrypoints: ["src/main.ts", "src/training/worker.ts", "src/judging/back_test/back_test_worker.ts"],
    naming: { entry: "[name].ts" },
    outdir: folder,
    target: "bun",
    define: { ANDON_ASSETS: JSON.stringify(assets) },
    external: ["bun-plugin-tailwind"],
    sourcemap: "linked",
  });
  return join(folder, "main.ts");
}
