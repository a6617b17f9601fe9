import { expect, test } from "bun:test";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { compress, compressOnDemand } from "../../src/assets/compress";
import { type Bytes, ENCODINGS } from "../../src/assets/encodings";
import { acceptedEncodings, assetRoutes, type ServedAsset, workerRoute } from "../../src/assets/serve";

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
])("a client that accepts %p gets %p, complete", async (accept, encoding) => {
  const compressed = new Map(
    await Promise.all(ENCODINGS.map(async (name) => [name, await compress(body, name)] as const)),
  );
  const response = await ask(accept, (name) => compressed.get(name));
  expect(response.headers.get("content-encoding")).toBe(encoding);
  expect(response.headers.get("vary")).toBe("Accept-Encoding");
  const sent = Buffer.from(await response.arrayBuffer());
  expect(encoding === null ? sent : DECODE[encoding as keyof typeof DECODE](sent)).toEqual(Buffer.from(body));
});

test("the first request does not wait for the slow encodings; later ones get them", async () => {
  const encoded = compressOnDemand(body);
  const first = await ask(CHROMIUM_ON_HTTPS, encoded);
  expect(first.headers.get("content-encoding")).toBe("gzip");
  while (!encoded("br")) await new Promise(setImmediate);
  const later = await ask(CHROMIUM_ON_HTTPS, encoded);
  expect(later.headers.get("content-encoding")).toBe("br");
});

test("an asset may be kept for ever, the service worker is asked for each time, and another name is not found", async () => {
  const asset = { name: "a-1.js", type: "text/javascript", body, encoded: () => undefined };
  const served = await assetRoutes([asset]).request("/a-1.js");
  expect(served.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(served.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  const worker = await workerRoute(asset).request("/worker.js");
  expect(worker.headers.get("cache-control")).toBe("no-cache");
  expect((await assetRoutes([asset]).request("/a-2.js")).status).toBe(404);
});

test("an unknown encoding is never served", () => {
  expect(acceptedEncodings("compress, deflate, x-gzip")).toEqual([]);
});
