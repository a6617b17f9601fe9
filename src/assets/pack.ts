import type { AssetKey, BuiltAsset, BuiltAssets } from "./build";
import { compress } from "./compress";
import { type Bytes, ENCODINGS, type Encoding } from "./encodings";
import type { ServedAsset } from "./serve";

/** An asset as text: its content, plain and in every encoding, in base64. */
type PackedAsset = Record<"name" | "type" | "body" | Encoding, string>;

/** Packs assets into one text for the single executable, in every encoding that they are served in. */
export async function packAssets(built: BuiltAssets): Promise<string> {
  const packed = Object.entries(built).map(async ([key, asset]) => [key, await pack(asset)]);
  return JSON.stringify(Object.fromEntries(await Promise.all(packed)));
}

/** @param text of `packAssets` */
export function unpackAssets(text: string): Record<AssetKey, ServedAsset> {
  return mapAssets(JSON.parse(text) as Record<AssetKey, PackedAsset>, unpack);
}

/** Makes another form of every asset. */
export function mapAssets<From, To>(
  assets: Record<AssetKey, From>,
  make: (asset: From) => To,
): Record<AssetKey, To> {
  const made = Object.entries<From>(assets).map(([key, asset]) => [key, make(asset)]);
  return Object.fromEntries(made) as Record<AssetKey, To>;
}

async function pack({ name, type, body }: BuiltAsset): Promise<PackedAsset> {
  const inBase64 = async (encoding: Encoding) => (await compress(body, encoding)).toBase64();
  const [br, zstd, gzip] = await Promise.all([inBase64("br"), inBase64("zstd"), inBase64("gzip")]);
  return { name, type, body: body.toBase64(), br, zstd, gzip };
}

function unpack({ name, type, body, ...encoded }: PackedAsset): ServedAsset {
  const bytes = new Map<Encoding, Bytes>(
    ENCODINGS.map((encoding) => [encoding, Uint8Array.fromBase64(encoded[encoding])]),
  );
  return { name, type, body: Uint8Array.fromBase64(body), encoded: (encoding) => bytes.get(encoding) };
}
