import { expect, test } from "bun:test";
import { buildAssets } from "../../src/assets/build_assets";

/** What Chromium 90 does not have, as found by tests/old_browsers.ts; the newest in use is what the README promises. */
const NEWER = [
  "withResolvers",
  "toSorted",
  "toReversed",
  "toSpliced",
  "findLast",
  "AbortSignal.timeout",
  "AbortSignal.any",
  "structuredClone",
  "Object.hasOwn",
  "Object.groupBy",
  ".at(",
  "static{",
];

test("the scripts call nothing that a WebView of the README's oldest version does not have", async () => {
  const { script, kiosk, worker } = await buildAssets();
  for (const { name, body } of [script, kiosk, worker]) {
    const text = new TextDecoder().decode(body);
    expect([name, ...NEWER.filter((word) => text.includes(word))]).toEqual([name]);
  }
});
