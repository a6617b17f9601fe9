import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildAssets, bundle } from "../../src/assets/build";

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "andon-assets-"))));
afterAll(() => rmSync(folder, { recursive: true }));

const source = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

test("every asset has a name of its own with a hash, its media type, and content", async () => {
  const assets = await buildAssets();
  const described = Object.values(assets).map(
    ({ name, type }) => `${name.replace(/-\w+(?=\.\w+$)/, "-*")} ${type}`,
  );
  expect(described).toEqual([
    "app-*.css text/css",
    "live-*.js text/javascript",
    "kiosk-*.js text/javascript",
    "pairing-*.js text/javascript",
    "pairing-*.css text/css",
    "history-*.css text/css",
    "replay-*.js text/javascript",
    "answering-*.js text/javascript",
    "answering-*.css text/css",
    "managing-*.js text/javascript",
    "managing-*.css text/css",
    "catalogue-*.css text/css",
    "on_demand-*.js text/javascript",
    "calls-*.js text/javascript",
    "calls-*.css text/css",
    "worker-*.js text/javascript",
    "icon-*.svg image/svg+xml",
    "icon-192-*.png image/png",
    "icon-512-*.png image/png",
    "icon-maskable-*.png image/png",
  ]);
  expect(new Set(Object.values(assets).map(({ name }) => name)).size).toBe(described.length);
  for (const { body } of Object.values(assets)) expect(body.length).toBeGreaterThan(100);
});

test("the same sources give the same names, so a restart is no new build", async () => {
  const names = async () => Object.values(await buildAssets()).map(({ name }) => name);
  expect(await names()).toEqual(await names());
});

test("a script is bundled with its imports, minified, and keeps its names to itself", async () => {
  source("part.ts", `export const word: string = "imported";`);
  const main = source("main.ts", `import { word } from "./part";\n// a comment\ndocument.title = word;\n`);
  const { name, body } = await bundle(main, "text/javascript");
  const text = new TextDecoder().decode(body);
  expect(name).toMatch(/^main-\w+\.js$/);
  expect(text).toMatch(/^\(\(\)=>\{.*"imported".*\}\)\(\);?\s*$/);
  expect(text).not.toContain("a comment");
});

test("a source that does not compile is named, with the line and the reason", async () => {
  const broken = source("broken.ts", "const one = 1;\nconst two = (;\n");
  await expect(bundle(broken, "text/javascript")).rejects.toThrow(
    /^Cannot build .*broken\.ts: .* at .*broken\.ts:2$/,
  );
  const lost = source("lost.ts", `import "./nowhere";\n`);
  await expect(bundle(lost, "text/javascript")).rejects.toThrow(/nowhere.* at .*lost\.ts:1$/);
});
