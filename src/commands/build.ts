import { packAssets } from "../assets/assets";
import { buildAssets } from "../assets/build_assets";

const OUTFILE = "dist/andon";

/**
 * Builds a single executable. Nothing can be built inside it, so it carries its assets.
 * @param outfile path of the executable
 */
async function build(outfile: string) {
  const assets = await packAssets(await buildAssets());
  await Bun.build({
    // Inside the executable files lie side by side: this name lets the training worker be found as in the
    // sources.
    entrypoints: ["src/main.ts", "src/training/worker.ts"],
    naming: { entry: "[name].ts" },
    compile: { outfile, autoloadBunfig: false },
    define: { ANDON_ASSETS: JSON.stringify(assets) },
    external: ["bun-plugin-tailwind"],
    minify: true,
    // Bytecode costs 6 MB and saves a third of the start time.
    bytecode: true,
    format: "esm",
  });
  console.log(`${outfile}: ${(Bun.file(outfile).size / 1e6).toFixed(0)} MB, starts by itself`);
}

if (import.meta.main) await build(process.argv[2] ?? OUTFILE);
