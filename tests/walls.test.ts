import { expect, test } from "bun:test";

/**
 * The import table of docs/architecture.md, by path prefix: what the files under a prefix may import at run time, besides
 * files of their own prefix. The longest prefix that fits decides. `import type` is free, except into `src/domain`.
 */
const MAY_IMPORT: Record<string, readonly string[]> = {
  "src/domain": [],
  "src/async": [],
  "src/math": [],
  "src/words": ["src/domain"],
  "src/ingest": ["src/domain", "src/async", "src/math"],
  "src/detection": ["src/domain", "src/async", "src/math"],
  "src/energy": ["src/domain", "src/async", "src/math"],
  "src/people": ["src/domain", "src/async", "src/math"],
  "src/alarms": ["src/domain", "src/async", "src/math"],
  "src/calls": ["src/domain"],
  "src/rules": ["src/domain", "src/async", "src/math"],
  "src/store": ["src/domain", "src/async", "src/people", "src/alarms", "src/calls"],
  "src/site": ["src/domain", "src/async"],
  "src/bus": ["src/domain", "src/async"],
  "src/judging": [
    "src/domain",
    "src/async",
    "src/math",
    "src/detection",
    "src/ingest",
    "src/energy",
    "src/alarms",
    "src/rules",
  ],
  "src/training": [
    "src/domain",
    "src/async",
    "src/math",
    "src/detection",
    "src/energy",
    "src/store/errors",
    "src/alarms",
  ],
  "src/people/oidc": ["src/domain", "src/async", "src/people", "src/words"],
  "src/jobs": ["src/domain", "src/async", "src/math", "src/energy"],
  "src/cluster": ["src/domain", "src/async"],
  "src/simulator": ["src/domain", "src/async", "src/math"],
  "src/live": ["src/domain", "src/async", "src/words", "views", "src/alarms"],
  "src/http": [
    "src/domain",
    "src/async",
    "src/words",
    "views",
    "src/live",
    "src/ingest",
    "src/rules",
    "src/store/errors",
    "src/assets",
    "src/people",
    "src/alarms",
  ],
  "src/assets": ["src/words", "views/layout/theme_colors"],
  views: ["src/domain", "src/words", "src/people"],
  static: [],
  "src/config": ["src/people/actor", "src/people/permissions"],
  "src/compose": ["src", "views"],
  "src/main": ["src"],
  // Programs of the command line: each is a client, or a wiring, of its own.
  "src/commands/admin": ["src/config", "src/domain", "src/store", "src/http/access/link_address"],
  "src/commands/audit": ["src/config", "src/domain", "src/store"],
  "src/commands/build": ["src/assets"],
  "src/commands/dev": [],
  "src/commands/evaluate": ["src/domain", "src/detection", "src/simulator"],
  "src/commands/evaluate/rude": [
    "src/domain",
    "src/detection",
    "src/ingest",
    "src/simulator",
    "src/store/readings/storing_order",
  ],
  "src/commands/replay": ["src/domain", "src/ingest"],
  "src/commands/seed": [
    "src/config",
    "src/domain",
    "src/detection",
    "src/simulator",
    "src/store",
    "src/words",
  ],
};

/** Where a library may be named at run time. */
const LIBRARIES: Record<string, readonly string[]> = {
  hono: ["src/http", "src/live", "views", "src/assets"],
  ioredis: ["src/bus/redis"],
  "openid-client": ["src/people/oidc"],
  "@marcbachmann": ["src/rules/cel"],
  bun: ["src/store", "src/assets", "src/commands"],
  zod: ["src/domain", "src/http", "src/bus", "src/ingest", "src/config"],
};

/** Files that may name Bun itself: the rest would run on another runtime. */
const NAMES_BUN =
  /^src\/(store\/.*|assets\/.*|compose\/(core|judging)|commands\/.*|config|http\/server|training\/scheduler)\.ts$/;

/** The wiring: it constructs and connects, and leaves every decision to the rooms. */
const WIRING = [...new Bun.Glob("src/**/*.ts").scanSync()].filter((path) =>
  /^src\/(main|compose\/.+)\.ts$/.test(path),
);
const WIRING_LINES_AT_MOST = 350;
const FUNCTION_LINES_AT_MOST = 60;

type Import = { path: string; of: string; isType: boolean };

/** All but the version, which is read where it is written. */
const imports = (await everyImport()).filter(({ of }) => !of.endsWith("/package.json"));

test("there are imports to judge", () => expect(imports.length).toBeGreaterThan(200));

test("every file stands in a room of the table", async () => {
  const paths = await sources();
  expect(paths.filter((path) => prefixOf(path) === undefined)).toEqual([]);
});

test("each room imports only what the table allows", () => {
  const wrong = imports.filter(({ path, of, isType }) => {
    if (!of.startsWith(".")) return false;
    const room = prefixOf(path) ?? "";
    const target = resolve(path, of);
    if (isWithin(target, room) || (isType && room !== "src/domain")) return false;
    return !MAY_IMPORT[room]?.some((allowed) => isWithin(target, allowed));
  });
  expect(wrong.map(described)).toEqual([]);
});

test("libraries stay in the rooms that are made for them", () => {
  const wrong = imports.filter(({ path, of, isType }) => {
    const rooms = LIBRARIES[of.split("/")[0] ?? ""];
    return rooms && !isType && !rooms.some((room) => isWithin(path, room));
  });
  expect(wrong.map(described)).toEqual([]);
});

test("only the files at the edge name Bun", async () => {
  const named = await naming("{src,views}/**/*.{ts,tsx}", /^(?!\s*(\/\/|\/?\*)).*\bBun\./m);
  expect(named).toContain("src/compose/core.ts"); // the guard: it does find them
  expect(named.filter((path) => !NAMES_BUN.test(path))).toEqual([]);
});

test("the wiring has no timer, no state of its own and no SQL", async () => {
  const forbidden = /^(?!\s*(\/\/|\/?\*)).*(\b(let|var|setTimeout|setInterval|setImmediate)\b|\bsql`)/m;
  expect("  let judging;").toMatch(forbidden); // the guard: it would find them
  const texts = await Promise.all(WIRING.map((path) => Bun.file(path).text()));
  expect(texts.join("\n").match(forbidden)).toBeNull();
});

test("the wiring is short: one file a room, a few lines each", async () => {
  const texts = await Promise.all(WIRING.map((path) => Bun.file(path).text()));
  const lines = texts.map((text) => text.split("\n").length - 1);
  expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(WIRING_LINES_AT_MOST);
  const functions = texts.flatMap((text) => text.match(/^(export )?(async )?function [^]*?^}/gm) ?? []);
  expect(functions.length).toBeGreaterThan(5); // the guard: it does find them
  expect(functions.filter((text) => text.split("\n").length > FUNCTION_LINES_AT_MOST)).toEqual([]);
  const rooms = (await sources()).map((path) => path.split("/")[1] ?? "");
  const files = WIRING.map((path) => /compose\/(.*)\.ts$/.exec(path)?.[1] ?? "core");
  expect(files.filter((name) => name !== "core" && !rooms.includes(name))).toEqual([]);
});

test("no test waits for an async function in a page: its promise counts as true at once", async () => {
  const asynchronous = /waitForFunction\(\s*async\b/;
  expect("page.waitForFunction(\n  async () => false").toMatch(asynchronous);
  expect(await naming("tests/**/*.{ts,tsx}", asynchronous)).toEqual([]);
});

async function sources(): Promise<string[]> {
  return [...new Bun.Glob("{src,views,static}/**/*.{ts,tsx}").scanSync()];
}

/** The files whose text has this in it. */
async function naming(glob: string, pattern: RegExp): Promise<string[]> {
  const paths = [...new Bun.Glob(glob).scanSync()];
  const texts = await Promise.all(paths.map((path) => Bun.file(path).text()));
  return paths.filter((_, index) => pattern.test(texts[index] ?? ""));
}

async function everyImport(): Promise<Import[]> {
  return (await Promise.all((await sources()).map(importsOf))).flat();
}

async function importsOf(path: string): Promise<Import[]> {
  const text = await Bun.file(path).text();
  const statements = text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"/gm);
  const dynamic = text.matchAll(/\bimport\(()"([^"]+)"\)/g);
  return [...statements, ...dynamic].map(([, type, of = ""]) => ({ path, of, isType: Boolean(type) }));
}

/** The longest prefix of the table that a path stands under. */
function prefixOf(path: string): string | undefined {
  return Object.keys(MAY_IMPORT)
    .filter((prefix) => isWithin(path, prefix))
    .toSorted((a, b) => b.length - a.length)[0];
}

/** Whether a path is the prefix itself (with or without an ending) or lies below it. */
function isWithin(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`) || path.startsWith(`${prefix}.`);
}

function resolve(from: string, of: string): string {
  const parts = from.split("/").slice(0, -1);
  for (const step of of.split("/")) {
    if (step === "..") parts.pop();
    else if (step !== ".") parts.push(step);
  }
  return parts.join("/");
}

const described = ({ path, of }: Import) => `${path} imports ${of}`;
