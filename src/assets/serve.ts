import { type Context, Hono } from "hono";
import { parseAccept } from "hono/utils/accept";
import { type Bytes, ENCODINGS, type Encoding } from "./encodings";

/** A file that pages load, under a name that changes with its content. */
export type ServedAsset = {
  name: string;
  type: string;
  body: Bytes;
  /** The content in an encoding; undefined until it is ready. */
  encoded(encoding: Encoding): Bytes | undefined;
};

/**
 * Serves assets under their names. The content under a name never changes, so browsers keep it and never ask
 * again.
 */
export function assetRoutes(assets: readonly ServedAsset[]) {
  const byName = new Map(assets.map((asset) => [asset.name, asset]));
  return new Hono().get("/:name", (c) => {
    const asset = byName.get(c.req.param("name"));
    return asset ? answer(c, asset, "public, max-age=31536000, immutable") : c.notFound();
  });
}

/** Serves the service worker, whose name never changes, so browsers ask for it each time. */
export function workerRoute(worker: ServedAsset) {
  return new Hono().get("/worker.js", (c) => answer(c, worker, "no-cache"));
}

function answer(c: Context, asset: ServedAsset, cacheControl: string) {
  c.header("Content-Type", asset.type === "image/png" ? asset.type : `${asset.type}; charset=utf-8`);
  c.header("Cache-Control", cacheControl);
  c.header("Vary", "Accept-Encoding");
  for (const encoding of acceptedEncodings(c.req.header("accept-encoding") ?? "")) {
    const body = asset.encoded(encoding);
    if (!body) continue;
    c.header("Content-Encoding", encoding);
    return c.body(body);
  }
  return c.body(asset.body);
}

/**
 * Encodings that a client accepts, in its order of preference. @param header `Accept-Encoding` (RFC 9110,
 * 12.5.3)
 */
export function acceptedEncodings(header: string): Encoding[] {
  const accepted = parseAccept(header);
  const qualityOf = (name: string) => accepted.find(({ type }) => type.toLowerCase() === name)?.q;
  const offered = ENCODINGS.map((encoding) => ({ encoding, q: qualityOf(encoding) ?? qualityOf("*") ?? 0 }));
  return offered
    .filter(({ q }) => q > 0 && q >= (qualityOf("identity") ?? 0))
    .sort((a, b) => b.q - a.q)
    .map(({ encoding }) => encoding);
}
