/**
 * `bun run bench [chapter …]`: measures Andon beside its peers and prints the tables; all chapters write
 * RESULTS.md.
 */
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { toTheEye } from "./eye/eye";
import { fanOut } from "./fan_out/fan_out";
import { growth } from "./growth/growth";
import { intake } from "./intake/intake";
import { learning } from "./learning/learning";
import { markdown, type Report, type Table, type Target, targetTable } from "./table";

type Chapter = { name: string; title: string; minutes: number; run(report: Report): Promise<void> };
type Found = { tables: Table[]; targets: Target[]; error?: string };

const RESULTS = "tests/bench/RESULTS.md";
const CHAPTERS: readonly Chapter[] = [
  { name: "fan-out", title: "1. Fan-out", minutes: 6, run: fanOut },
  { name: "eye", title: "2. To the eye", minutes: 4, run: toTheEye },
  { name: "in", title: "3. In", minutes: 4, run: intake },
  { name: "learning", title: "4. Detection and learning", minutes: 2, run: learning },
  { name: "growth", title: "5. Growth", minutes: 5, run: growth },
];

const [first, ...others] = process.argv.slice(2);
if (first === "--chapter") await alone(others[0] ?? "", others[1] ?? "");
else await all(process.argv.slice(2));

/** A chapter in a process of its own: writes what it finds as soon as it knows. */
async function alone(name: string, file: string) {
  const found: Found = { tables: [], targets: [] };
  const keep = () => writeFileSync(file, JSON.stringify(found));
  const chapter = CHAPTERS.find((one) => one.name === name);
  try {
    await chapter?.run({
      table(table) {
        found.tables.push(table);
        keep();
      },
      target(target) {
        found.targets.push(target);
        keep();
      },
    });
  } catch (error) {
    console.error(error);
    found.error = error instanceof Error ? error.message : String(error);
  }
  keep();
  process.exit(found.error ? 1 : 0);
}

async function all(names: readonly string[]) {
  const unknown = names.find((name) => !CHAPTERS.some((chapter) => chapter.name === name));
  if (unknown !== undefined) {
    console.error(
      `There is no chapter "${unknown}": choose of ${CHAPTERS.map(({ name }) => name).join(", ")}`,
    );
    process.exit(64);
  }
  const wanted = CHAPTERS.filter(({ name }) => names.length === 0 || names.includes(name));
  installPeers();
  const began = performance.now();
  const parts: { chapter: Chapter; found: Found }[] = [];
  for (const chapter of wanted) {
    console.error(`${chapter.title} …`);
    const found = await inProcess(chapter);
    parts.push({ chapter, found });
    console.log(`\n${chapterText(chapter, found)}\n`);
  }
  const targets = markdown(targetTable(parts.flatMap(({ found }) => found.targets)));
  console.log(targets);
  const minutes = (performance.now() - began) / 60_000;
  const text = [heading(minutes), targets, ...parts.map(({ chapter, found }) => chapterText(chapter, found))];
  if (names.length === 0) {
    await Bun.write(RESULTS, `${text.join("\n\n")}\n`);
    await Bun.$`${process.execPath} fmt ${RESULTS}`.quiet();
  }
  if (parts.some(({ found }) => found.error)) process.exitCode = 1;
}

/**
 * Its own process group and its own temporary folder, so that nothing it started outlives it, whatever
 * becomes of it.
 */
async function inProcess(chapter: Chapter): Promise<Found> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  // A database started by root runs as somebody else.
  chmodSync(folder, 0o755);
  const file = join(folder, "found.json");
  const child = Bun.spawn([process.execPath, import.meta.path, "--chapter", chapter.name, file], {
    env: { ...process.env, TMPDIR: folder },
    stdout: "inherit",
    stderr: "inherit",
    detached: true,
  });
  const endAll = () => {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // All have ended.
    }
  };
  const stop = () => {
    endAll();
    rmSync(folder, { recursive: true, force: true });
    process.exit(1);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  const late = setTimeout(endAll, chapter.minutes * 60_000);
  await child.exited;
  clearTimeout(late);
  endAll();
  process.off("SIGINT", stop);
  process.off("SIGTERM", stop);
  const found = existsSync(file) ? ((await Bun.file(file).json()) as Found) : { tables: [], targets: [] };
  rmSync(folder, { recursive: true, force: true });
  return child.exitCode === null || !("error" in found || child.exitCode === 0)
    ? { ...found, error: `it was not done within ${chapter.minutes} minutes` }
    : found;
}

/** The peers' packages are the bench's alone. Without them it goes on, and says which are absent. */
function installPeers() {
  const { success } = Bun.spawnSync([process.execPath, "install", "--frozen-lockfile", "--silent"], {
    cwd: "tests/bench",
    stderr: "inherit",
  });
  if (!success) console.error("The peers' packages could not be installed: their rows will be empty");
}

function chapterText({ title }: Chapter, { tables, error }: Found): string {
  const trouble = error === undefined ? [] : [`**Not complete**: ${error}`];
  return [`## ${title}`, ...trouble, ...tables.map(markdown)].join("\n\n");
}

function heading(minutes: number): string {
  const version = (command: string[]) => {
    if (!Bun.which(command[0]!)) return `no ${command[0]}`;
    return Bun.spawnSync(command).stdout.toString().trim().split("\n")[0];
  };
  const said = [
    `${cpus().length} cores (${cpus()[0]?.model.trim()})`,
    `Bun ${Bun.version}`,
    `Node ${version(["node", "--version"])}`,
    version(["redis-server", "--version"])?.split(" sha")[0],
    version(["/usr/bin/python3", "--version"]),
    version(["chromium", "--version"]),
  ];
  return `# The bench

Made by \`bun run bench\` on ${new Date().toISOString().slice(0, 10)} in ${minutes.toFixed(1)} minutes: ${said.join(", ")}. Machines are shared and noisy: take the ratios, which were measured in turn in one run. Server cost is processor time by the operating system, not time on a clock. Medians, with the lowest and highest of the rounds in brackets.`;
}
