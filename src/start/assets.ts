import tailwind from "bun-plugin-tailwind";
import type { ServedAsset } from "../routes/assets";

/** All assets and the word that names this build of them. */
export type Assets = {
  css: ServedAsset;
  script: ServedAsset;
  icon: ServedAsset;
  worker: ServedAsset;
  build: string;
};

/**
 * Builds style and script in memory (no build step, no files).
 * @throws when a source does not compile, naming where
 */
export async function buildAssets(): Promise<Assets> {
  const [css, script, worker] = await Promise.all([
    bundle("app.css", "text/css"),
    bundle("live.ts", "text/javascript"),
    bundle("worker.ts", "text/javascript"),
  ]);
  const icon = asset("icon.svg", "image/svg+xml", await Bun.file(source("icon.svg")).bytes());
  const build = Bun.hash([css.name, script.name, icon.name].join()).toString(36).slice(0, 8);
  return { css, script, icon, worker, build };
}

async function bundle(file: string, type: string): Promise<ServedAsset> {
  const built = await Bun.build({
    entrypoints: [source(file)],
    target: "browser",
    format: "iife",
    minify: true,
    plugins: [tailwind],
  });
  const [output] = built.outputs;
  if (!output) throw new Error(`Cannot build static/${file}: ${built.logs.join("; ")}`);
  return asset(file.replace(/\.ts$/, ".js"), type, new Uint8Array(await output.arrayBuffer()));
}

function source(file: string): string {
  return new URL(`../../static/${file}`, import.meta.url).pathname;
}

function asset(file: string, type: string, bytes: Uint8Array): ServedAsset {
  const body = new Uint8Array(bytes);
  const name = file.replace(/\.(\w+)$/, `-${Bun.hash(body).toString(36).slice(0, 8)}.$1`);
  return { name, type, body, gzip: Bun.gzipSync(body) };
}
