import { type Bytes, ENCODINGS, type Encoding, type ServedAsset } from "./serve";
import type { BuiltAssets } from "./build_assets";
import { compress, compressWhenAsked } from "./compress";
import type { BuiltAsset } from "./named";
import { makeManifest } from "./manifest";
import type { Config } from "../config";

type Name = keyof BuiltAssets;
/** Bytes in base64. */
type Packed = Record<"name" | "type" | "body" | Encoding, string>;

/** All assets, the manifest of this plant among them, and the word that names this build. */
export type Assets = Record<Name | "manifest", ServedAsset> & { build: string };

/** The assets that the single executable carries, because nothing can be built inside it. */
declare const ANDON_ASSETS: string | undefined;

/** The assets as they are served: those that came with the program, or else built now, in memory. */
export async function openAssets(config: Pick<Config, "base" | "plant">): Promise<Assets> {
  const served = typeof ANDON_ASSETS === "string" ? unpackAssets(ANDON_ASSETS) : await builtNow();
  const names = Object.values(served).map(({ name }) => name);
  const manifest = makeManifest(config, served);
  return { ...served, manifest, build: Bun.hash(names.join()).toString(36).slice(0, 8) };
}

async function builtNow(): Promise<Record<Name, ServedAsset>> {
  const { buildAssets } = await import("./build_assets");
  return each(await buildAssets(), (asset) => ({ ...asset, encoded: compressWhenAsked(asset.body) }));
}

/** These assets in every encoding, as one text. */
export async function packAssets(built: BuiltAssets): Promise<string> {
  const packing = Object.entries(built).map(async ([key, asset]) => [key, await packed(asset)]);
  return JSON.stringify(Object.fromEntries(await Promise.all(packing)));
}

async function packed({ name, type, body }: BuiltAsset): Promise<Packed> {
  const text = async (encoding: Encoding) => (await compress(body, encoding)).toBase64();
  const [br, zstd, gzip] = await Promise.all([text("br"), text("zstd"), text("gzip")]);
  return { name, type, body: body.toBase64(), br, zstd, gzip };
}

function unpackAssets(text: string): Record<Name, ServedAsset> {
  return each(JSON.parse(text) as Record<Name, Packed>, ({ name, type, body, ...encoded }) => {
    const bytes = new Map<Encoding, Bytes>(
      ENCODINGS.map((encoding) => [encoding, Uint8Array.fromBase64(encoded[encoding])]),
    );
    return { name, type, body: Uint8Array.fromBase64(body), encoded: (encoding) => bytes.get(encoding) };
  });
}

function each<From, To>(assets: Record<Name, From>, make: (asset: From) => To): Record<Name, To> {
  const made = Object.entries<From>(assets).map(([name, asset]) => [name, make(asset)]);
  return Object.fromEntries(made) as Record<Name, To>;
}
