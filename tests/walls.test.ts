import { expect, test } from "bun:test";

/** The table of DESIGN §1: what each room may import at run time. `import type` is free, except into model. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  model: [],
  readings: ["model"],
  detection: ["model"],
  history: ["model"],
  bus: ["model"],
  views: ["model"],
  live: ["model", "views"],
  training: ["model", "detection"],
  routes: ["model", "views", "history", "live", "readings", "training"],
  static: [],
};

/**
 * Files at the top of src. `start` is what main starts: the wiring, which knows every room and which no room knows.
 * A file that is not named here may not stand there.
 */
const TOP: Record<string, readonly string[]> = {
  "main.ts": ["start", "config", "app", ...Object.keys(MAY_IMPORT)],
  "app.ts": ["routes"],
  "config.ts": [],
  "pipeline.ts": ["model"],
  "build.ts": ["start"],
  "evaluate.ts": ["detection", "model"],
};
const MAY_START_IMPORT = ["config", "pipeline", ...Object.keys(MAY_IMPORT)];

/** Where a library, or Bun itself, may be named. */
const LIBRARIES: Record<string, (room: string, file: string) => boolean> = {
  hono: (room, file) =>
    ["routes", "live", "views"].includes(room) || ["app.ts", "serve.ts", "site.ts"].includes(file),
  ioredis: (room, file) => room === "bus" && (file.startsWith("redis") || file === "take_in.ts"),
  bun: (room, file) => ["history", "start", "top"].includes(room) || file.startsWith("replay"),
  zod: (room, file) => ["model", "routes", "bus", "readings"].includes(room) || file === "config.ts",
};

/** Files that may speak to Bun itself: the rest would run on another runtime (DESIGN §2, 14). */
const NAMES_BUN =
  /^src\/(history\/.*|main|build|config|start\/(base|serve|compress|named|assets|build_assets|school))\.ts$/;

type Import = { room: string; file: string; path: string; of: string; isType: boolean };

/** All but the version, which site.ts reads where it is written. */
const imports = (await everyImport()).filter(({ of }) => !of.endsWith("/package.json"));

test("there are imports to judge", () => expect(imports.length).toBeGreaterThan(200));

test("each room imports only what the design's table allows", () => {
  const wrong = imports.filter(({ room, path, of, isType }) => {
    const target = roomOf(resolve(path, of));
    if (!of.startsWith(".") || target === room) return false;
    if (isType && room !== "model") return false;
    return room !== "top" && room !== "start" && !MAY_IMPORT[room]?.includes(target);
  });
  expect(wrong.map(described)).toEqual([]);
});

test("at the top stand only the files that belong there, and each imports only what is its own to know", () => {
  const top = imports.filter(({ room }) => room === "top");
  const wrong = top.filter(({ file, path, of, isType }) => {
    const allowed = TOP[file];
    return !allowed || (!isType && of.startsWith(".") && !allowed.includes(roomOf(resolve(path, of))));
  });
  expect(wrong.map(described)).toEqual([]);
});

test("the wiring imports rooms, and no room imports the wiring or main", () => {
  const isWiring = (target: string) => ["start", "main", "app"].includes(target);
  const wrong = imports.filter(({ room, path, of, isType }) => {
    const target = roomOf(resolve(path, of));
    if (!of.startsWith(".") || isType || room === "top" || target === room) return false;
    return room === "start" ? !MAY_START_IMPORT.includes(target) : isWiring(target);
  });
  expect(wrong.map(described)).toEqual([]);
});

test("libraries stay in the rooms that are made for them", () => {
  const wrong = imports.filter(({ room, file, of, isType }) => {
    const allowed = LIBRARIES[of.split("/")[0] ?? ""];
    return allowed && !isType && !allowed(room, file);
  });
  expect(wrong.map(described)).toEqual([]);
});

test("only the files at the edge name Bun", async () => {
  const named = await naming("{src,views}/**/*.{ts,tsx}", /^(?!\s*(\/\/|\/?\*)).*\bBun\./m);
  expect(named).toContain("src/main.ts"); // the guard: it does find them
  expect(named.filter((path) => !NAMES_BUN.test(path))).toEqual([]);
});

test("no test waits for an async function in a page: its promise counts as true at once", async () => {
  const asynchronous = /waitForFunction\(\s*async\b/;
  expect("page.waitForFunction(\n  async () => false").toMatch(asynchronous);
  expect(await naming("tests/**/*.{ts,tsx}", asynchronous)).toEqual([]);
});

test("the page's script imports nothing of the server's", () => {
  const outside = imports.filter(({ room, of }) => room === "static" && of.startsWith(".."));
  expect(outside.map(described)).toEqual([]);
});

/** The files whose text has this in it. */
async function naming(glob: string, what: RegExp): Promise<string[]> {
  const paths = [...new Bun.Glob(glob).scanSync()];
  const texts = await Promise.all(paths.map((path) => Bun.file(path).text()));
  return paths.filter((_, index) => what.test(texts[index] ?? ""));
}

async function everyImport(): Promise<Import[]> {
  const paths = [...new Bun.Glob("{src,views,static}/**/*.{ts,tsx}").scanSync()];
  const found = await Promise.all(paths.map(importsOf));
  return found.flat();
}

async function importsOf(path: string): Promise<Import[]> {
  const text = await Bun.file(path).text();
  const statements = text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"/gm);
  const file = path.split("/").at(-1) ?? "";
  return [...statements].map(([, type, of = ""]) => ({
    room: roomOf(path),
    file,
    path,
    of,
    isType: Boolean(type),
  }));
}

/** "src/live/frames.tsx" → "live"; of files at the top of src the importer is "top", the imported its own name. */
function roomOf(path: string): string {
  const [top = "", second = "", third] = path.split("/");
  if (top !== "src") return top;
  if (third !== undefined) return second;
  return second.endsWith(".ts") ? "top" : second;
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
