import { Hono } from "hono";

/** A file that pages load, under a name that changes with its content, as it is and compressed. */
export type ServedAsset = {
  name: string;
  type: string;
  body: Uint8Array<ArrayBuffer>;
  gzip: Uint8Array<ArrayBuffer>;
};

/** The content under a name never changes, so a browser may keep it for ever and never asks again. */
export function assetRoutes(assets: readonly ServedAsset[]) {
  const byName = new Map(assets.map((asset) => [asset.name, asset]));
  return new Hono().get("/:name", (c) => {
    const asset = byName.get(c.req.param("name"));
    if (!asset) return c.notFound();
    c.header("Content-Type", `${asset.type}; charset=utf-8`);
    c.header("Cache-Control", "public, max-age=31536000, immutable");
    c.header("Vary", "Accept-Encoding");
    if (!c.req.header("accept-encoding")?.includes("gzip")) return c.body(asset.body);
    c.header("Content-Encoding", "gzip");
    return c.body(asset.gzip);
  });
}

/** The service worker has one name for ever, so a browser asks for it anew each time. */
export function workerRoute(worker: ServedAsset) {
  return new Hono().get("/worker.js", (c) =>
    c.body(worker.body, 200, { "Content-Type": worker.type, "Cache-Control": "no-cache" }),
  );
}
