import type { Bytes } from "./serve";

export type BuiltAsset = { name: string; type: string; body: Bytes };

/** A file under a name that changes with its content. */
export function named(file: string, type: string, body: Bytes): BuiltAsset {
  return { name: file.replace(/\.(\w+)$/, `-${Bun.hash(body).toString(36).slice(0, 8)}.$1`), type, body };
}
