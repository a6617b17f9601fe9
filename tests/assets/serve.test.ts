import { expect, test } from "bun:test";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { assetRoutes, type Bytes, ENCODINGS, type ServedAsset, wanted } from "../../src/assets/serve";
import { compress, compressWhenAsked } from "../../src/assets/compress";

const body: Bytes = new TextEncoder().encode("Compressor-1 is running. ".repeat(500));
const DECODE = { br: brotliDecompressSync, zstd: zstdDecompressSync, gzip: gunzipSync };
const CHROMIUM_ON_HTTPS = "gzip, deflate, br, zstd";

function ask(accept: string | undefined, encoded: ServedAsset["encoded"]) {
  const asset = { name: "a.css", type: "text/css", body, encoded };
  const headers: Record<string, string> = accept === undefined ? {} : { "Accept-Encoding": accept };
  return assetRoutes([asset]).request("/a.css", { headers });
}

test.each([
  [CHROMIUM_ON_HTTPS, "br"],
  ["gzip, deflate", "gzip"],
  ["gzip;q=1, br;q=0.5", "gzip"],
  ["br;q=0, *", "zstd"],
  ["GZIP", "gzip"],
  ["identity, gzip;q=0.2", null],
  ["gzip;q=0", null],
  ["", null],
  [undefined, null],
])("who accepts %p is given %p, and whole", async (accept, encoding) => {
  const compressed = new Map(
    await Promise.all(ENCODINGS.map(async (name) => [name, await compress(body, name)] as const)),
  );
  const response = await ask(accept, (name) => compressed.get(name));
  expect(response.headers.get("content-encoding")).toBe(encoding);
  expect(response.headers.get("vary")).toBe("Accept-Encoding");
  const sent = Buffer.from(await response.arrayBuffer());
  expect(encoding === null ? sent : DECODE[encoding as keyof typeof DECODE](sent)).toEqual(Buffer.from(body));
});

test("who asks first does not wait for the slow encodings, and who asks later gets them", async () => {
  const encoded = compressWhenAsked(body);
  const first = await ask(CHROMIUM_ON_HTTPS, encoded);
  expect(first.headers.get("content-encoding")).toBe("gzip");
  while (!encoded("br")) await new Promise(setImmediate);
  const later = await ask(CHROMIUM_ON_HTTPS, encoded);
  expect(later.headers.get("content-encoding")).toBe("br");
});

test("an encoding that nobody knows is never given", () => {
  expect(wanted("compress, deflate, x-gzip")).toEqual([]);
});
