import { expect, test } from "bun:test";
import tailwind from "bun-plugin-tailwind";
import { ageClass, isGone } from "../../views/shared/age";

const SOURCE = new URL("../../static/app.css", import.meta.url).pathname;
const ROOT = new URL("../../", import.meta.url).pathname;
const VIEWS = new URL("../../views/", import.meta.url).pathname;
const part = (name: string) => Bun.file(new URL(`../../static/styles/${name}`, import.meta.url)).text();
const css = (await Promise.all(["base/theme.css", "board/ages.css"].map(part))).join("\n");

const SECONDS = [1, 5, 10, 30, 60];

test.each(SECONDS)(
  "a value of a machine with a reading every %i s turns grey and disappears at the times of the style sheet",
  (interval) => {
    const name = ageClass(interval, 0);
    const times = new RegExp(`\\.${name} \\{\\s*--grey: (\\d+)s;\\s*--gone: (\\d+)s;`).exec(css);
    const [grey, gone] = [Number(times?.[1]) * 1000, Number(times?.[2]) * 1000];
    expect(ageClass(interval, grey - 1)).toBe(name);
    expect(ageClass(interval, grey)).toBe(`aged ${name}`);
    expect(ageClass(interval, gone)).toBe("gone");
    expect(interval * 2000).toBeLessThan(grey);
  },
);

test("a machine slower than the classes is silent after three missed readings", () => {
  expect([ageClass(3600, 10_799_000), ageClass(3600, 10_800_000)]).toEqual(["", "gone"]);
  expect(isGone(3600, Infinity)).toBe(true);
});

const INKS = ["ink", "dim", "critical", "warning", "info", "success"];
const SIGNS = ["warning-sign", "data"];

test.each([0, 1])("every ink is legible on every ground (theme %i)", (theme) => {
  const colour = (name: string) => luminance(pair(name)[theme] ?? "");
  for (const ground of ["ground", "panel", "critical-panel"]) {
    const worst = (names: string[]) =>
      Math.min(...names.map((name) => contrast(colour(name), colour(ground))));
    expect(worst(INKS)).toBeGreaterThanOrEqual(4.5);
    expect(worst(SIGNS)).toBeGreaterThanOrEqual(3);
  }
  expect(contrast(colour("critical"), colour("on-sign"))).toBeGreaterThanOrEqual(4.5);
});

test("the style sheet is under 10 kB compressed, and no word of a view becomes a utility class by accident", async () => {
  const built = await Bun.build({ entrypoints: [SOURCE], minify: true, plugins: [tailwind] });
  const text = (await built.outputs[0]?.text()) ?? "";
  expect(Bun.gzipSync(text).length).toBeLessThan(10_000);
  expect(text).toMatch(/\{display:none!important\}\.sr-only\{[^}]*\}table\.machines\{/);
  expect(text).not.toContain("--tw-");
  // A WebView older than these (Chromium 99, 123 and 120) would drop everything in them.
  expect(text).not.toMatch(/@layer|light-dark\(|[{;]\s*&/);
});

test("all words are in the catalogue, none in the markup", async () => {
  const found: string[] = [];
  for await (const file of new Bun.Glob("**/*.tsx").scan(VIEWS)) {
    const source = (await Bun.file(VIEWS + file).text()).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*|=>/g, "");
    const words =
      source.match(/<\/?[a-z][^<>{}]*>\s*[A-Za-z][^<>{}]*<|(?:aria-label|title|placeholder|alt)="[^"]+"/g) ??
      [];
    found.push(...words.map((word) => `${file}: ${word}`));
  }
  expect(found).toEqual([]);
});

test("no words are in the code that makes pages live; messages to programs are protocol", async () => {
  const found: string[] = [];
  for (const file of new Bun.Glob("{views,static,src/live}/**/*.{ts,tsx}").scanSync(ROOT)) {
    found.push(...(await sentencesIn(file)));
  }
  for (const file of new Bun.Glob("src/http/**/*.tsx").scanSync(ROOT))
    found.push(...(await sentencesIn(file)));
  expect(await sentencesIn("src/words/en/alarms.ts")).not.toEqual([]); // the guard: sentences are found
  expect(found).toEqual([]);
});

/** Strings that begin like a sentence and have several words, except messages to programs and logs. */
async function sentencesIn(file: string): Promise<string[]> {
  const source = (await Bun.file(ROOT + file).text())
    .replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*/g, "")
    .replaceAll(/\b(refuse|close|Error)\([\s\S]*?\)(?=[;\n:])/g, "");
  return [...source.matchAll(/["`]([A-Z][a-z]+ [^"`]*)["`]/g)].map(([, words]) => `${file}: ${words}`);
}

function pair(name: string): string[] {
  return new RegExp(`--${name}: light-dark\\((#\\w+), (#\\w+)\\)`).exec(css)?.slice(1) ?? [];
}

/** Relative luminance of "#rgb" or "#rrggbb" (WCAG 2.2). */
function luminance(hex: string): number {
  const long =
    hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit) : (hex.slice(1).match(/../g) ?? []);
  const [red = 0, green = 0, blue = 0] = long.map((channel) => {
    const share = Number.parseInt(channel, 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}
