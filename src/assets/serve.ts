import { type Context, Hono } from "hono";
import { parseAccept } from "hono/utils/accept";

/** In the order in which they are given out: the smallest first. */
export const ENCODINGS = ["br", "zstd", "gzip"] as const;
export type Encoding = (typeof ENCODINGS)[number];
export type Bytes = Uint8Array<ArrayBuffer>;

/** A file that pages load, under a name that changes with its content. */
export type ServedAsset = {
  name: string;
  type: string;
  body: Bytes;
  /** The content compressed; undefined while it is not ready in this way. */
  encoded(encoding: Encoding): Bytes | undefined;
};

/** The content under a name never changes, so a browser may keep it for ever and never asks again. */
export function assetRoutes(assets: readonly ServedAsset[]) {
  const byName = new Map(assets.map((asset) => [asset.name, asset]));
  return new Hono().get("/:name", (c) => {
    const asset = byName.get(c.req.param("name"));
    return asset ? answer(c, asset, "public, max-age=31536000, immutable") : c.notFound();
  });
}

/** The service worker has one name for ever, so a browser asks for it anew each time. */
export function workerRoute(worker: ServedAsset) {
  return new Hono().get("/worker.js", (c) => answer(c, worker, "no-cache"));
}

function answer(c: Context, asset: ServedAsset, cacheControl: string) {
  c.header("Content-Type", asset.type === "image/png" ? asset.type : `${asset.type}; charset=utf-8`);
  c.header("Cache-Control", cacheControl);
  c.header("Vary", "Accept-Encoding");
  for (const encoding of wanted(c.req.header("accept-encoding") ?? "")) {
    const body = asset.encoded(encoding);
    if (!body) continue;
    c.header("Content-Encoding", encoding);
    return c.body(body);
  }
  return c.body(asset.body);
}

/** The encodings that a client takes, those that it would rather have first. @param header `Accept-Encoding` */
export function wanted(header: string): Encoding[] {
  const accepted = parseAccept(header);
  const weight = (name: string) => accepted.find(({ type }) => type.toLowerCase() === name)?.q;
  const weighed = ENCODINGS.map((encoding) => ({ encoding, q: weight(encoding) ?? weight("*") ?? 0 }));
  return weighed
    .filter(({ q }) => q > 0 && q >= (weight("identity") ?? 0))
    .sort((a, b) => b.q - a.q)
    .map(({ encoding }) => encoding);
}
