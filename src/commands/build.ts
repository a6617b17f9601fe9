import { packAssets } from "../assets/assets";
import { buildAssets } from "../assets/build_assets";

const OUTFILE = "dist/andon";

/**
 * Makes of Andon one file that needs nothing else to run. Nothing can be built inside it, so it carries its assets.
 * @param outfile where it is put
 */
async function build(outfile: string) {
  const assets = await packAssets(await buildAssets());
  await Bun.build({
    // Inside, all files lie side by side: by this name the thread that trains is found as it is in the sources.
    entrypoints: ["src/main.ts", "src/training/worker.ts"],
    naming: { entry: "[name].ts" },
    compile: { outfile, autoloadBunfig: false },
    define: { ANDON_ASSETS: JSON.stringify(assets) },
    external: ["bun-plugin-tailwind"],
    minify: true,
    // Compiled ahead: 6 MB more, and a third of the time until it is ready saved.
    bytecode: true,
    format: "esm",
  });
  console.log(`${outfile}: ${(Bun.file(outfile).size / 1e6).toFixed(0)} MB, starts by itself`);
}

if (import.meta.main) await build(process.argv[2] ?? OUTFILE);
