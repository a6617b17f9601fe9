import { basename } from "node:path";
import tailwind from "bun-plugin-tailwind";
import { type BuiltAsset, named } from "./named";

/** `css` and `script` are every page's; those of the kiosk and of the past come after them on their pages. */
export type BuiltAssets = Record<
  | "css"
  | "script"
  | "kiosk"
  | "pastCss"
  | "replay"
  | "worker"
  | "icon"
  | "icon192"
  | "icon512"
  | "iconMaskable",
  BuiltAsset
>;

/**
 * Builds style and scripts in memory (no build step, no files).
 * @throws when a source does not compile, naming where
 */
export async function buildAssets(): Promise<BuiltAssets> {
  const [css, script, kiosk, pastCss, replay, worker, icon, icon192, icon512, iconMaskable] =
    await Promise.all([
      bundle("app.css", "text/css"),
      bundle("live.ts", "text/javascript"),
      bundle("kiosk.ts", "text/javascript"),
      bundle("history.css", "text/css"),
      bundle("replay.ts", "text/javascript"),
      bundle("worker.ts", "text/javascript"),
      picture("icons/icon.svg", "image/svg+xml"),
      picture("icons/icon-192.png", "image/png"),
      picture("icons/icon-512.png", "image/png"),
      picture("icons/icon-maskable.png", "image/png"),
    ]);
  return { css, script, kiosk, pastCss, replay, worker, icon, icon192, icon512, iconMaskable };
}

async function bundle(file: string, type: string): Promise<BuiltAsset> {
  const built = await Bun.build({
    entrypoints: [source(file)],
    target: "browser",
    format: "iife",
    minify: true,
    plugins: [tailwind],
  });
  const [output] = built.outputs;
  if (!output) throw new Error(`Cannot build static/${file}: ${built.logs.join("; ")}`);
  return named(file.replace(/\.ts$/, ".js"), type, new Uint8Array(await output.arrayBuffer()));
}

async function picture(file: string, type: string): Promise<BuiltAsset> {
  return named(basename(file), type, await Bun.file(source(file)).bytes());
}

function source(file: string): string {
  return new URL(`../../static/${file}`, import.meta.url).pathname;
}
