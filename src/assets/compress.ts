import { promisify } from "node:util";
import { brotliCompress, constants, zstdCompress } from "node:zlib";
import type { Bytes, Encoding } from "./serve";

/** The smallest that each can do; gzip's last two levels cost three times as much for a thousandth. */
const GZIP = { library: "libdeflate", level: 10 } as const;
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
const ZSTD = { params: { [constants.ZSTD_c_compressionLevel]: 19 } };

/** Compresses what is done once and served for ever; brotli and zstd off the loop. */
export async function compress(body: Bytes, encoding: Encoding): Promise<Bytes> {
  if (encoding === "br") return new Uint8Array(await promisify(brotliCompress)(body, BROTLI));
  if (encoding === "zstd") return new Uint8Array(await promisify(zstdCompress)(body, ZSTD));
  return Bun.gzipSync(body, GZIP);
}

/** gzip at once, for it is quick; the others from a while after somebody has asked for them on. */
export function compressWhenAsked(body: Bytes): (encoding: Encoding) => Bytes | undefined {
  const ready = new Map<Encoding, Bytes>([["gzip", Bun.gzipSync(body, GZIP)]]);
  const asked = new Set<Encoding>(["gzip"]);
  return (encoding) => {
    if (!asked.has(encoding)) {
      asked.add(encoding);
      void compress(body, encoding).then((bytes) => ready.set(encoding, bytes));
    }
    return ready.get(encoding);
  };
}
