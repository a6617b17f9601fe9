import { expect, test } from "bun:test";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { compress, compressOnDemand } from "../../src/assets/compress";
import { type Bytes, ENCODINGS } from "../../src/assets/encodings";

const DECOMPRESS = { br: brotliDecompressSync, zstd: zstdDecompressSync, gzip: gunzipSync };
const body: Bytes = new TextEncoder().encode(
  Array.from({ length: 300 }, (_, i) => `.tile-${i}{width:${i}px}`).join(""),
);

test.each(ENCODINGS.map((encoding) => [encoding]))("%s loses nothing and is smaller", async (encoding) => {
  const compressed = await compress(body, encoding);
  expect(new Uint8Array(DECOMPRESS[encoding](compressed))).toEqual(body);
  expect(compressed.length).toBeLessThan(body.length / 3);
});

test("encodings are preferred by their size", async () => {
  const sizes = await Promise.all(ENCODINGS.map(async (encoding) => (await compress(body, encoding)).length));
  expect(sizes[0]).toBe(Math.min(...sizes));
});

test("gzip is ready at once; another encoding is compressed once, when it is first asked for", async () => {
  const encoded = compressOnDemand(body);
  expect(encoded("gzip")).toBeDefined();
  expect(encoded("br")).toBeUndefined();
  while (!encoded("br")) await new Promise(setImmediate);
  const ready = encoded("br")!;
  expect(ready).toEqual(await compress(body, "br"));
  await compress(body, "br"); // a second compression of its own would be done by now
  expect(encoded("br")).toBe(ready);
});
