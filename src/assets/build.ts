import { basename } from "node:path";
import tailwind from "bun-plugin-tailwind";
import type { Bytes } from "./encodings";
import { contentHashedName } from "./content_hashed_name";

/** A file that pages load, not compressed. `name` changes with the content; `type` is its media type. */
export type BuiltAsset = { name: string; type: string; body: Bytes };

/**
 * Every page loads `css` and `script`; those of kiosk, pairing, replay, a shared tablet and the alarm catalogue load theirs
 * after them, those that need it `onDemand`.
 */
export type AssetKey =
  | "css"
  | "script"
  | "kiosk"
  | "pairing"
  | "pairingCss"
  | "pastCss"
  | "replay"
  | "answering"
  | "answeringCss"
  | "managing"
  | "managingCss"
  | "catalogueCss"
  | "calls"
  | "callsCss"
  | "onDemand"
  | "worker"
  | "icon"
  | "icon192"
  | "icon512"
  | "iconMaskable";
export type BuiltAssets = Record<AssetKey, BuiltAsset>;

/**
 * Builds style and scripts from `static/` in memory: there is no build step, and no file is written.
 * @throws when a source does not compile, with file, line and reason
 */
export async function buildAssets(): Promise<BuiltAssets> {
  const [css, script, pastCss, replay, worker, ...others] = await Promise.all([
    bundle(source("app.css"), "text/css"),
    bundle(source("live.ts"), "text/javascript"),
    bundle(source("history.css"), "text/css"),
    bundle(source("replay.ts"), "text/javascript"),
    bundle(source("worker.ts"), "text/javascript"),
    bundle(source("kiosk.ts"), "text/javascript"),
    bundle(source("pairing.ts"), "text/javascript"),
    bundle(source("pairing.css"), "text/css"),
    bundle(source("answering.ts"), "text/javascript"),
    bundle(source("answering.css"), "text/css"),
    bundle(source("managing.ts"), "text/javascript"),
    bundle(source("managing.css"), "text/css"),
    bundle(source("catalogue.css"), "text/css"),
    bundle(source("on_demand.ts"), "text/javascript"),
    bundle(source("calls.ts"), "text/javascript"),
    bundle(source("calls.css"), "text/css"),
    image(source("icons/icon.svg"), "image/svg+xml"),
    image(source("icons/icon-192.png"), "image/png"),
    image(source("icons/icon-512.png"), "image/png"),
    image(source("icons/icon-maskable.png"), "image/png"),
  ]);
  const [kiosk, pairing, pairingCss, answering, answeringCss, managing, managingCss, ...rest] = others;
  const [catalogueCss, onDemand, calls, callsCss, icon, icon192, icon512, iconMaskable] = rest;
  const icons = { icon, icon192, icon512, iconMaskable };
  const past = { pastCss, replay };
  const ofPages = { answering, answeringCss, managing, managingCss, catalogueCss, onDemand, calls, callsCss };
  return { css, script, kiosk, pairing, pairingCss, ...past, ...ofPages, worker, ...icons };
}

/** @throws when the file or one that it imports does not compile */
export async function bundle(path: string, type: string): Promise<BuiltAsset> {
  const { outputs, logs } = await Bun.build({
    entrypoints: [path],
    target: "browser",
    format: "iife",
    minify: true,
    plugins: [tailwind],
    throw: false,
  });
  const [output] = outputs;
  if (!output) throw new Error(`Cannot build ${path}: ${logs.map(described).join("; ")}`);
  const body = new Uint8Array(await output.arrayBuffer());
  return { name: contentHashedName(basename(path).replace(/\.ts$/, ".js"), body), type, body };
}

async function image(path: string, type: string): Promise<BuiltAsset> {
  const body = await Bun.file(path).bytes();
  return { name: contentHashedName(basename(path), body), type, body };
}

function described({ message, position }: BuildMessage | ResolveMessage): string {
  return position ? `${message} at ${position.file}:${position.line}` : message;
}

function source(file: string): string {
  return new URL(`../../static/${file}`, import.meta.url).pathname;
}
