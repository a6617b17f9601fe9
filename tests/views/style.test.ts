import { expect, test } from "bun:test";
import tailwind from "bun-plugin-tailwind";
import { goneAfter } from "../../src/domain/machine/freshness";
import { ageClass } from "../../views/shared/age";

const SOURCE = new URL("../../static/app.css", import.meta.url).pathname;
const ROOT = new URL("../../", import.meta.url).pathname;
const VIEWS = new URL("../../views/", import.meta.url).pathname;
const part = (name: string) => Bun.file(new URL(`../../static/styles/${name}`, import.meta.url)).text();
const css = (await Promise.all(["base/theme.css", "board/ages.css"].map(part))).join("\n");

/** Seconds that a class leaves a value, as the style sheet says. */
const secondsOf = (name: string) =>
  Number(new RegExp(`\\.${name.split(" ").at(-1)} \\{\\s*--gone: (\\d+)s;`).exec(css)?.[1]);

test.each([1, 2, 5, 10, 30, 60, 120])(
  "a value of a machine with a reading every %i s turns to dashes after three missed ones",
  (interval) => {
    const gone = goneAfter(interval * 1000);
    expect(gone).toBeGreaterThan(interval * 3000);
    expect(gone).toBeLessThan(interval * 3000 + 2000);
    const left = secondsOf(ageClass(gone, 0)) * 1000;
    expect(left).toBeGreaterThanOrEqual(gone);
    expect(left).toBeLessThanOrEqual(gone * 1.4 + 1000);
    // Between two readings that come in time it is not grey yet.
    expect((left * 2) / 3).toBeGreaterThan(interval * 2000);
    expect(ageClass(gone, gone * 0.6)).not.toContain("aged");
    expect(ageClass(gone, gone * 0.7)).toStartWith("aged age-");
    expect(ageClass(gone, gone)).toBe("gone");
  },
);

test("a value that was old when it was drawn has only the time that is left to it", () => {
  expect([ageClass(31_500, 0), ageClass(31_500, 30_600)]).toEqual(["age-40s", "aged age-1s"]);
});

test("a machine slower than the classes is marked when it is drawn", () => {
  const gone = goneAfter(3_600_000);
  expect([ageClass(gone, 0), ageClass(gone, gone - 1), ageClass(gone, gone)]).toEqual([
    "",
    "aged age-1s",
    "gone",
  ]);
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
