import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { CHANNELS } from "../../src/domain/event";
import { codeSpans, type Document, documents, prose, read, sectionUnder, tableUnder } from "./documents";

const pages = await documents();
const architecture = await read("docs/architecture.md");

/** A code span that begins like this names a file, a folder, or by a star several. */
const NAMES_A_PATH = /^(?:(?:src|views|static|tests|docs|deploy)\/|\.ci\/|compose\.yaml$|package\.json$)/;
/** A part of a recipe's path that its reader chooses. */
const IS_CHOSEN = /<\w+>|NNNN/;

test("there are pages and links to look at", () => {
  expect(pages.length).toBeGreaterThan(30);
  expect(pages.flatMap(links).length).toBeGreaterThan(80);
});

test("every relative link leads to a file of the repository, and to a heading in it", async () => {
  const broken: string[] = [];
  for (const page of pages)
    for (const link of links(page)) {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page.path : normalize(join(dirname(page.path), path));
      const isThere = exists(target) && (!anchor || anchors(await read(target)).includes(anchor));
      if (!isThere) broken.push(`${page.path}: ${link}`);
    }
  expect(broken).toEqual([]);
});

test("every path that a page names exists", () => {
  const missing: string[] = [];
  for (const page of pages)
    for (const path of codeSpans(page).filter((span) => NAMES_A_PATH.test(span) && !/\s/.test(span)))
      if (!IS_CHOSEN.test(path) && !exists(path)) missing.push(`${page.path}: ${path}`);
  expect(missing).toEqual([]);
});

test("every name that stands after a file in a page is in that file", async () => {
  const named = pages.flatMap((page) =>
    [...prose(page).matchAll(/`((?:src|views|static|tests)\/[\w/]+\.tsx?)` \(?`(\w+)`/g)].map(
      ([, path = "", name = ""]) => ({ page: page.path, path, name }),
    ),
  );
  expect(named.length).toBeGreaterThan(15);
  const texts = await Promise.all(named.map(({ path }) => Bun.file(path).text()));
  expect(named.filter(({ name }, index) => !new RegExp(`\\b${name}\\b`).test(texts[index] ?? ""))).toEqual(
    [],
  );
});

test("docs/architecture.md counts its hops, and the files that carry the route", () => {
  const path = sectionUnder("One reading, hop by hop", architecture);
  const hops = path.match(/^\d+\. /gm) ?? [];
  const carrying = new Set([...path.matchAll(/\*\*`([^`]+)`/g)].map(([, file = ""]) => file));
  expect(path).toContain(`That is ${hops.length} hops. The ${carrying.size} files in bold`);
});

test("docs/architecture.md lists every file whose work repeats by a timer", async () => {
  const rows = tableUnder("Where timers live", architecture).map(([file = ""]) => file.replaceAll("`", ""));
  const paths = [...new Bun.Glob("src/**/*.{ts,tsx}").scanSync()].filter(
    (path) => !path.startsWith("src/async/"),
  );
  const texts = await Promise.all(paths.map((path) => Bun.file(path).text()));
  const repeats = /\bsetInterval\(|from "[./]+async\/every"/;
  const repeating = paths.filter((_, index) => repeats.test(texts[index] ?? ""));
  expect(repeating.length).toBeGreaterThan(10);
  expect(repeating.filter((path) => !rows.includes(path))).toEqual([]);
});

test("every command that a page names is one of package.json", async () => {
  const { scripts } = (await Bun.file("package.json").json()) as { scripts: Record<string, string> };
  const named = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/\bbun(?:@[\d.]+)? run ([a-z][\w:-]*)/g)].map(([, name = ""]) => ({ path, name })),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(({ name }) => !(name in scripts))).toEqual([]);
});

test("README lists exactly the settings that src/config.ts reads", async () => {
  const rows = tableUnder("Settings", await read("README.md"));
  const listed = rows.flatMap(([names = ""]) => names.replaceAll("`", "").split(/,\s*/));
  const config = await Bun.file("src/config.ts").text();
  const schema = /const settings = z\.object\(\{\n([\s\S]*?)\n\}\);/.exec(config)?.[1] ?? "";
  const read_ = [...schema.matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name = ""]) => name);
  expect(read_.length).toBeGreaterThan(10);
  expect(listed.toSorted()).toEqual(read_.toSorted());
});

test("the import table of docs/architecture.md is the one that tests/walls.test.ts enforces", async () => {
  const enforced = await enforcedTable("MAY_IMPORT");
  const documented = tableUnder("What may import what", architecture);
  expect(Object.keys(enforced).length).toBeGreaterThan(15);
  expect(documentedTable(documented)).toEqual(enforced);
});

test("the libraries' table of docs/architecture.md is the one that tests/walls.test.ts enforces", async () => {
  const documented = tableUnder("Where a library may be named", architecture);
  expect(documentedTable(documented)).toEqual(await enforcedTable("LIBRARIES"));
});

test("docs/architecture.md says of every room what it is for", () => {
  const files = [...new Bun.Glob("{src,views,static,tests,docs,deploy}/*/**").scanSync()];
  const folders = [...new Set(files.map((path) => `${path.split("/").slice(0, 2).join("/")}/`))];
  const named = new Set(codeSpans(architecture));
  // Views that bear the name of their page are one row: the page says what they are for.
  const isOfPage = (folder: string) =>
    folder.startsWith("views/") && exists(`src/http/pages/${folder.split("/")[1]}`);
  expect(named).toContain("views/<page>/");
  expect(folders.length).toBeGreaterThan(40);
  expect(folders.filter((folder) => !named.has(folder) && !isOfPage(folder))).toEqual([]);
});

test("docs/contract.md lists exactly the kinds of events that there are, and their channels", async () => {
  const section = sectionUnder("Events", await read("docs/contract.md"));
  const kinds = [...section.matchAll(/^ {4}([a-z_]+) {2,}\S/gm)].map(([, kind = ""]) => kind);
  const [channels = ""] = /^On Redis[\s\S]*?\n\n/m.exec(section) ?? [];
  expect(kinds).toEqual(Object.keys(CHANNELS));
  expect(codeSpans({ text: channels })).toEqual(Object.values(CHANNELS));
});

test("every decision has its four parts, a number of its own and a line in the index", async () => {
  const paths = [...new Bun.Glob("docs/decisions/[0-9]*.md").scanSync()].toSorted();
  const index = links(await read("docs/decisions/README.md"));
  for (const [number, path] of paths.entries()) {
    expect(path).toStartWith(`docs/decisions/${String(number).padStart(4, "0")}-`);
    const { text } = await read(path);
    for (const part of ["Context", "Decision", "Consequences", "Revisit when"])
      expect([path, text]).toEqual([path, expect.stringContaining(`\n## ${part}\n`)]);
    expect(index).toContain(path.replace("docs/decisions/", ""));
  }
});

function links(page: Document): string[] {
  const targets = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  return targets.filter((target) => !/^(https?|mailto):/.test(target));
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchors(page: Document): string[] {
  return [...prose(page).matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(" ", "-"),
  );
}

/** A file, a folder, a pattern, or a prefix of the walls such as `src/store/errors`. */
function exists(path: string): boolean {
  const pattern = path.includes("*") ? path : `${path}.{ts,tsx}`;
  return existsSync(path) || !new Bun.Glob(pattern).scanSync({ dot: true }).next().done;
}

/** A record of arrays of strings in the source of the walls' test. */
async function enforcedTable(name: string): Promise<Record<string, string[]>> {
  const source = await Bun.file("tests/walls.test.ts").text();
  const record = new RegExp(`const ${name}: [^=]+= \\{\\n([\\s\\S]*?)\\n\\};`).exec(source)?.[1] ?? "";
  const entries = record.matchAll(/^ {2}"?([\w/.@-]+)"?: \[([^\]]*)\]/gm);
  const strings = (list: string) => [...list.matchAll(/"([^"]+)"/g)].map(([, text = ""]) => text);
  return Object.fromEntries([...entries].map(([, key = "", list = ""]) => [key, strings(list).toSorted()]));
}

function documentedTable(rows: string[][]): Record<string, string[]> {
  const spans = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text);
  return Object.fromEntries(
    rows.map(([room = "", allowed = ""]) => [spans(room)[0] ?? room, spans(allowed).toSorted()]),
  );
}
