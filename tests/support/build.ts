import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** Another build of Andon: the same sources, but for a rule in the style, in a folder of its own. */
export function otherBuild(): Disposable & { folder: string } {
  const folder = mkdtempSync(join(tmpdir(), "andon-build-"));
  for (const part of ["src", "static", "views", "package.json", "tsconfig.json", "bunfig.toml"])
    cpSync(part, join(folder, part), { recursive: true });
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  appendFileSync(join(folder, "static/app.css"), "\n.another-build { color: red; }\n");
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
