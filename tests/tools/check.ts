/**
 * `bun run check`: types, format, lint and the unit tests, which need no server and no browser. The fast half of `bun run
 * test`, for every change; stops at the first that fails.
 */
const UNIT = [
  "assets async bus cluster commands compose config.test.ts detection domain energy http ingest jobs judging",
  "live math simulator static store tools training views walls.test.ts words",
]
  .join(" ")
  .split(" ")
  .map((name) => `./tests/${name}`);

const STEPS = [
  ["check", "--no-script"],
  ["fmt", "--no-script", "--check", "."],
  ["tests/tools/lint.ts"],
  ["test", "--parallel=2", "--no-isolate", "--timeout=60000", "--only-failures", ...UNIT],
];

for (const step of STEPS) {
  const { exitCode } = Bun.spawnSync([process.execPath, ...step], {
    env: { ...process.env, ANDON_UNIT_TESTS: "1" },
    stdout: "inherit",
    stderr: "inherit",
  });
  if (exitCode !== 0) process.exit(exitCode);
}
