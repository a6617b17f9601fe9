import { promisify } from "node:util";
import { brotliCompress, constants, zstdCompress } from "node:zlib";
import type { Bytes, Encoding } from "./encodings";

/**
 * The smallest that each can do, but for gzip, whose last two levels cost three times as much for a
 * thousandth.
 */
const GZIP = { library: "libdeflate", level: 10 } as const;
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
const ZSTD = { params: { [constants.ZSTD_c_compressionLevel]: 19 } };

/**
 * Compresses as small as the encoding can, for bytes that are served for ever; brotli and zstd run off the
 * loop.
 */
export async function compress(body: Bytes, encoding: Encoding): Promise<Bytes> {
  if (encoding === "br") return new Uint8Array(await promisify(brotliCompress)(body, BROTLI));
  if (encoding === "zstd") return new Uint8Array(await promisify(zstdCompress)(body, ZSTD));
  return Bun.gzipSync(body, GZIP);
}

/**
 * Compresses with gzip at once, because that is quick, and with another encoding when it is first asked for.
 * @returns the bytes in an encoding; undefined until they are ready
 */
export function compressOnDemand(body: Bytes): (encoding: Encoding) => Bytes | undefined {
  const ready = new Map<Encoding, Bytes>([["gzip", Bun.gzipSync(body, GZIP)]]);
  const started = new Set<Encoding>(["gzip"]);
  return (encoding) => {
    if (!started.has(encoding)) {
      started.add(encoding);
      void compress(body, encoding).then((bytes) => ready.set(encoding, bytes));
    }
    return ready.get(encoding);
  };
}
