import { expect, test } from "bun:test";
import { join } from "node:path";

function replay(...argv: string[]) {
  const script = join(import.meta.dir, "../../../src/commands/replay/replay.ts");
  const { exitCode, stderr } = Bun.spawnSync([process.execPath, script, ...argv], {
    env: { ...process.env, ANDON_URL: "http://127.0.0.1:1" },
  });
  return { exitCode, said: stderr.toString() };
}

test("a wrong command line is answered with the reason and the usage", () => {
  const { exitCode, said } = replay("run.csv");
  expect(exitCode).toBe(64);
  expect(said).toBe(
    "--machine is missing: name the machine that the readings belong to\n" +
      "Usage: bun run replay FILE.csv --machine NAME [--speed 60] [--keep-times]\n",
  );
});

test("a failure ends with one sentence and a code", () => {
  const missing = replay("nowhere.csv", "--machine", "P");
  expect(missing.exitCode).toBe(1);
  expect(missing.said).toStartWith("Cannot read nowhere.csv: ");
  const away = replay(import.meta.path, "--machine", "P");
  expect(away.exitCode).toBe(1);
  expect(away.said).toStartWith("Cannot reach http://127.0.0.1:1: ");
});
