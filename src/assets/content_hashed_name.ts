import type { Bytes } from "./encodings";

/**
 * The name of a file with a hash of its content before the ending, so that a name stands for one content for
 * ever.
 */
export function contentHashedName(file: string, content: Bytes): string {
  const hash = Bun.hash(content).toString(36).slice(0, 8);
  return file.replace(/\.(\w+)$/, `-${hash}.$1`);
}
