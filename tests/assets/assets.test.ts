import { expect, test } from "bun:test";
import { openAssets } from "../../src/assets/assets";
import { buildAssets } from "../../src/assets/build";

const PLANT = { base: "", plant: { name: "Plant North", timezone: "UTC" } };

test("the assets served are those built, with gzip ready at once", async () => {
  const { build: _, ...served } = await openAssets(PLANT);
  const built = await buildAssets();
  expect(Object.keys(served)).toEqual([...Object.keys(built), "manifest"]);
  expect(served.css.name).toBe(built.css.name);
  for (const asset of Object.values(served)) expect(asset.encoded("gzip")).toBeDefined();
});

test("the id of a build is a short word, the same for the same sources", async () => {
  const [first, second] = await Promise.all([openAssets(PLANT), openAssets(PLANT)]);
  expect(first.build).toMatch(/^\w{1,8}$/);
  expect(second.build).toBe(first.build);
});
