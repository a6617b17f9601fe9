/**
 * `bun run lint [--lower]`: oxlint over the whole tree. Findings listed in lint_ratchet.json are tolerated,
 * but only fall: a new one fails, and so does an entry above the truth until `--lower` has lowered it.
 * Without the list, `--lower` writes it.
 */
import { type Finding, compare, lowered, type Ratchet } from "./lint_ratchet";

const RATCHET = "tests/tools/lint_ratchet.json";

const findings = await oxlint();
const file = Bun.file(RATCHET);
const ratchet = (await file.exists()) ? ((await file.json()) as Ratchet) : undefined;
if (process.argv.includes("--lower"))
  await Bun.write(RATCHET, `${JSON.stringify(lowered(findings, ratchet), null, 2)}\n`);
else report(compare(findings, ratchet ?? {}));

async function oxlint(): Promise<Finding[]> {
  const linter = Bun.spawn(["node_modules/.bin/oxlint", "--type-aware", "--format", "json"], {
    stdout: "pipe",
    stderr: "inherit",
  });
  const text = await new Response(linter.stdout).text();
  await linter.exited;
  return (JSON.parse(text) as { diagnostics: Finding[] }).diagnostics;
}

function report({ added, slack }: ReturnType<typeof compare>) {
  for (const { code, message, filename, labels } of added) {
    const { line, column } = labels[0]?.span ?? { line: 1, column: 1 };
    console.log(`${filename}:${line}:${column} ${message} [${code}]`);
  }
  for (const { rule, place, listed, present } of slack)
    console.log(`${RATCHET}: ${place} is at ${present} now, not ${listed} [${rule}]: bun run lint --lower`);
  if (added.length + slack.length > 0) process.exitCode = 1;
}
