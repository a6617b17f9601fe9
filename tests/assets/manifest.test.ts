import { beforeAll, expect, test } from "bun:test";
import { type Assets, openAssets } from "../../src/assets/assets";
import { makeManifest } from "../../src/assets/manifest";
import type { Config } from "../../src/config";
import { text } from "../../src/words/text";

let assets: Assets;
beforeAll(
  async () => void (assets = await openAssets({ base: "", plant: { name: "Plant North", timezone: "UTC" } })),
);

const manifestOf = (base: string) => {
  const plant = { name: "Plant North" } as Config["plant"];
  const served = makeManifest({ base, plant }, assets);
  return { ...served, manifest: JSON.parse(new TextDecoder().decode(served.body)) };
};

test("the manifest is an asset like the others", () => {
  const { name, type, encoded } = manifestOf("");
  expect(name).toMatch(/^manifest-\w+\.webmanifest$/);
  expect(type).toBe("application/manifest+json");
  expect(encoded("gzip")).toBeDefined();
});

test("all its addresses are under the base path", () => {
  const { manifest } = manifestOf("/plant");
  expect(manifest).toMatchObject({
    id: "/plant/",
    start_url: "/plant/",
    scope: "/plant/",
    display: "standalone",
  });
  expect(manifest.icons.map(({ src }: { src: string }) => src)).toEqual([
    `/plant/assets/${assets.icon192.name}`,
    `/plant/assets/${assets.icon512.name}`,
    `/plant/assets/${assets.iconMaskable.name}`,
  ]);
  expect(manifestOf("").manifest.start_url).toBe("/");
});

test("the installed app is named after the plant", () => {
  expect(manifestOf("").manifest.name).toBe(text.app.name("Plant North"));
});

test("two plants have two manifests, under two names", () => {
  expect(manifestOf("").name).not.toBe(manifestOf("/plant").name);
});
