import tailwind from "bun-plugin-tailwind";
import type { Bytes } from "../routes/assets";

export type BuiltAsset = { name: string; type: string; body: Bytes };
/** `css` and `script` are every page's; those of the kiosk and of the past come after them on their pages. */
export type BuiltAssets = Record<
  "css" | "script" | "kiosk" | "pastCss" | "replay" | "icon" | "worker",
  BuiltAsset
>;

/**
 * Builds style and scripts in memory (no build step, no files).
 * @throws when a source does not compile, naming where
 */
export async function buildAssets(): Promise<BuiltAssets> {
  const [css, script, kiosk, pastCss, replay, worker, icon] = await Promise.all([
    bundle("app.css", "text/css"),
    bundle("live.ts", "text/javascript"),
    bundle("kiosk.ts", "text/javascript"),
    bundle("history.css", "text/css"),
    bundle("replay.ts", "text/javascript"),
    bundle("worker.ts", "text/javascript"),
    Bun.file(source("icon.svg")).bytes(),
  ]);
  return { css, script, kiosk, pastCss, replay, worker, icon: named("icon.svg", "image/svg+xml", icon) };
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

function source(file: string): string {
  return new URL(`../../static/${file}`, import.meta.url).pathname;
}

/** A file under a name that changes with its content. */
function named(file: string, type: string, body: Bytes): BuiltAsset {
  return { name: file.replace(/\.(\w+)$/, `-${Bun.hash(body).toString(36).slice(0, 8)}.$1`), type, body };
}
