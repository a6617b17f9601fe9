/**
 * `bun run test [file …]`: types, format, lint and every test, of which none may be skipped. A failure does
 * not stop the rest; the last line says how many tests passed and failed. With files or parts of their paths
 * only those run.
 */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { SLOW_MACHINE_MS } from "../support/needs";
import { startLastingPostgres, whyNoPostgres } from "../support/postgres";
import { bundleAndon } from "./bundle";
import { readJunit, type Tally } from "./junit";
import { type Group, groupsOf, timingsOf } from "./suite_groups";
import { testFiles } from "./test_files";

/** Bun's own commands, not the scripts of package.json that bear their names. */
const CHECKS = [["check", "--no-script"], ["fmt", "--no-script", "--check", "."], ["tests/tools/lint.ts"]];

const folder = mkdtempSync(join(tmpdir(), "andon-suite-"));
// A database started by root runs as somebody else.
chmodSync(folder, 0o755);
const environment: Record<string, string | undefined> = {
  ...process.env,
  TMPDIR: folder,
  ANDON_TESTS_COMPLETE: "1",
};
let running: Bun.Subprocess | undefined;
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stop);

const code = await suite(process.argv.slice(2));
rmSync(folder, { recursive: true, force: true });
// The database would keep this process alive, whose end is what ends it.
process.exit(code);

async function suite(wanted: readonly string[]): Promise<number> {
  const tallies: Tally[] = [];
  if (wanted.length === 0) for (const check of CHECKS) tallies.push(await checked(check));
  if (whyNoPostgres() === undefined) environment.ANDON_TEST_POSTGRES = (await startLastingPostgres()).admin;
  environment.ANDON_TEST_BUNDLE = await bundleAndon(join(folder, "bundle"));
  for (const group of groupsFor(wanted)) if (group.files.length > 0) tallies.push(await tested(group));
  const failures = tallies.flatMap(({ failures }) => failures);
  for (const failure of failures) console.log(`FAILED: ${failure}`);
  const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
  console.log(`${passed} passed, ${failures.length} failed`);
  return failures.length > 0 ? 1 : 0;
}

function groupsFor(wanted: readonly string[]): Group[] {
  const groups = groupsOf(testFiles(), availableParallelism());
  if (wanted.length === 0) return groups;
  const isWanted = (path: string) => wanted.some((part) => path.includes(part));
  return groups.map((group) => ({ ...group, files: group.files.filter(isWanted) }));
}

/** A check counts as a failure when it fails, and as no test when it passes. */
async function checked(command: string[]): Promise<Tally> {
  const code = await run(command);
  return { passed: 0, failures: code === 0 ? [] : [`bun ${command.join(" ")}`] };
}

async function tested({ name, files, lanes }: Group): Promise<Tally> {
  console.log(`\n${files.length} files ${name}`);
  const began = performance.now();
  const [timings, report] = [join(folder, "timings.json"), join(folder, "junit.xml")];
  writeFileSync(timings, JSON.stringify(timingsOf(files)));
  rmSync(report, { force: true });
  const code = await run([
    ...["test", "--no-orphans", `--parallel=${lanes}`, "--no-isolate", "--max-concurrency=2"],
    ...[`--timeout=${SLOW_MACHINE_MS}`, `--timings=${timings}`, "--only-failures"],
    ...["--reporter=junit", `--reporter-outfile=${report}`, ...files.map((path) => `./${path}`)],
  ]);
  const tally = await readJunit(report);
  console.log(`${name}: ${Math.round((performance.now() - began) / 1000)} s`);
  // A file that cannot be loaded, or a runner that has died, is in no report.
  if (code !== 0 && tally.failures.length === 0)
    tally.failures.push(`the tests ${name}: bun test ended with ${code}`);
  return tally;
}

/** Runs a command of bun in a process group of its own; its exit code. */
async function run(args: string[]): Promise<number> {
  running = Bun.spawn([process.execPath, ...args], {
    env: environment,
    stdout: "inherit",
    stderr: "inherit",
    detached: true,
  });
  return running.exited;
}

function stop() {
  if (running?.exitCode === null) process.kill(-running.pid, "SIGKILL");
  rmSync(folder, { recursive: true, force: true });
  process.exit(1);
}
