import { expect, test } from "bun:test";
import { buildAssets } from "../../src/assets/build";

/**
 * Missing in Chromium 90, as tests/tools/old_browsers.ts found; the README names the oldest version
 * supported.
 */
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

test("the scripts call nothing that is missing in the oldest WebView that the README names", async () => {
  const { script, kiosk, worker } = await buildAssets();
  for (const { name, body } of [script, kiosk, worker]) {
    const text = new TextDecoder().decode(body);
    expect([name, ...NEWER.filter((word) => text.includes(word))]).toEqual([name]);
  }
});
