import { expect, test } from "bun:test";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { type BuiltAssets, buildAssets } from "../../src/assets/build";
import { ENCODINGS } from "../../src/assets/encodings";
import { packAssets, unpackAssets } from "../../src/assets/pack";

const DECOMPRESS = { br: brotliDecompressSync, zstd: zstdDecompressSync, gzip: gunzipSync };

test("the assets in the executable are those that were built, ready in every encoding", async () => {
  const { icon } = await buildAssets();
  const style = {
    name: "app-1.css",
    type: "text/css",
    body: new TextEncoder().encode("a{color:red}".repeat(50)),
  };
  const built = { css: style, icon } as BuiltAssets;
  const unpacked = unpackAssets(await packAssets(built));
  expect(Object.keys(unpacked)).toEqual(["css", "icon"]);
  for (const key of ["css", "icon"] as const) {
    const { encoded, ...asset } = unpacked[key];
    expect(asset).toEqual(built[key]);
    for (const encoding of ENCODINGS)
      expect(new Uint8Array(DECOMPRESS[encoding](encoded(encoding)!))).toEqual(built[key].body);
  }
});
