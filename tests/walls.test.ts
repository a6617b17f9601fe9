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

/** Files at the top of src: the wiring. Only main and what starts with it may know all rooms. */
const TOP: Record<string, readonly string[]> = {
  "app.ts": ["routes"],
  "assets.ts": [],
  "config.ts": [],
  "pipeline.ts": ["model"],
};

const LIBRARIES: Record<string, (room: string, file: string) => boolean> = {
  hono: (room, file) =>
    ["routes", "live", "views"].includes(room) || ["app.ts", "serve.ts", "main.ts"].includes(file),
  ioredis: (_, file) => file.startsWith("redis") || file === "take_in.ts",
  bun: (room, file) => room === "history" || room === "" || file.startsWith("replay"),
};

type Import = { room: string; file: string; path: string; of: string; isType: boolean };

const imports = await everyImport();

test("there are imports to judge", () => expect(imports.length).toBeGreaterThan(200));

test("each room imports only what the design's table allows", () => {
  const wrong = imports.filter(({ room, path, of, isType }) => {
    const target = roomOf(resolve(path, of));
    if (!of.startsWith(".") || target === room) return false;
    if (isType && room !== "model") return false;
    return room !== "" && !MAY_IMPORT[room]?.includes(target);
  });
  expect(wrong.map(described)).toEqual([]);
});

test("the wiring files import only what is theirs to wire, and no room imports main", () => {
  const wrong = imports.filter(({ file, path, of, isType, room }) => {
    if (of.startsWith(".") && resolve(path, of) === "src/main") return true;
    const allowed = room === "" ? TOP[file] : undefined;
    const target = roomOf(resolve(path, of));
    return allowed && !isType && of.startsWith(".") && target !== "" && !allowed.includes(target);
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

test("the page's script imports nothing of the server's", () => {
  const outside = imports.filter(({ room, of }) => room === "static" && of.startsWith(".."));
  expect(outside.map(described)).toEqual([]);
});

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

/** "src/live/frames.tsx" → "live"; files at the top of src → "". */
function roomOf(path: string): string {
  const [top = "", second = ""] = path.split("/");
  if (top !== "src") return top;
  return path.split("/").length > 2 ? second : "";
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
