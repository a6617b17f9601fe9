/**
 * `bun run check`: types, format, lint and every test that needs neither a server nor a browser, beside each
 * other.
 */
import { availableParallelism } from "node:os";
import { SLOW_MACHINE_MS } from "../support/needs";
import { testFiles, unitFiles } from "./test_files";

/** Bun's own commands, not the scripts of package.json that bear their names. */
const CHECKS = [["check", "--no-script"], ["fmt", "--no-script", "--check", "."], ["tests/tools/lint.ts"]];

const began = performance.now();
const unit = [
  ...["test", `--parallel=${availableParallelism()}`, "--no-isolate", "--only-failures"],
  `--timeout=${SLOW_MACHINE_MS}`,
  ...(await unitFiles(testFiles())).map((path) => `./${path}`),
];
const oneByOne = async () => {
  for (const check of CHECKS) await run(check);
};
await Promise.all([oneByOne(), run(unit)]);
console.log(
  `${process.exitCode ? "Failed" : "Passed"} after ${Math.round((performance.now() - began) / 1000)} s`,
);

/** Runs a command of bun and prints all it says when it has ended. */
async function run(args: string[]) {
  const child = Bun.spawn([process.execPath, ...args], {
    env: { ...process.env, ANDON_UNIT_TESTS: "1" },
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  process.stdout.write(out + err);
  if ((await child.exited) !== 0) process.exitCode = 1;
}
