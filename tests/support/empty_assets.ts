import type { Assets } from "../../src/assets/assets";
import type { ServedAsset } from "../../src/assets/serve";

/** Assets are built by Bun: here each is empty, and their build has this name. */
export function emptyAssets(build: string): Assets {
  const empty = (name: string): ServedAsset => ({
    name: `${name}.txt`,
    type: "text/plain",
    body: new Uint8Array(),
    encoded: () => undefined,
  });
  const get = (_: object, name: string) => (name === "build" ? build : empty(name));
  return new Proxy({}, { get }) as Assets;
}
