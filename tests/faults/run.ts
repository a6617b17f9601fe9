/** The long form of the fault suite: `bun run faults [part of a name]` tries every fault in full and prints the table. */
import { startBrowser } from "../support/browser";
import { FAULTS, type Length } from "./faults";
import type { Result } from "./plant_floor";

const RESULTS = "tests/faults/RESULTS.md";
const wanted = process.argv.slice(2).filter((word) => !word.startsWith("--"))[0] ?? "";
const length: Length = process.argv.includes("--short") ? "short" : "long";
const results: Result[] = [];

for (const { name, cannot, run } of FAULTS.filter(({ name }) => name.includes(wanted))) {
  const reason = cannot?.();
  if (reason) {
    console.log(`skipped: ${name} (${reason})`);
    continue;
  }
  // A browser each, so that no fault pays for the pages of the one before.
  const browser = await startBrowser();
  const began = performance.now();
  try {
    results.push(await run(browser, length));
    console.log(row(results.at(-1)!), `(${((performance.now() - began) / 1000).toFixed(0)} s)`);
  } catch (error) {
    console.log(`FAILED: ${name}: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
  await browser.close();
}

const HEAD = `| fault | events sent | shown once (rows + in "n more") | shown twice | missing | seconds until live | connections tried | |
|---|---|---|---|---|---|---|---|`;
const table = [HEAD, ...results.map(row)].join("\n");
console.log(`\n${table}`);
if (!wanted && length === "long")
  await Bun.write(
    RESULTS,
    `# The fault suite\n\nMade by \`bun run faults\` on ${new Date().toISOString().slice(0, 10)}: a real server, a real Redis, a real Chromium, and no hand on anything. Each figure is of the screen that fared worst.\n\n${table}\n`,
  );
if (
  results.some(
    ({ missing, shownTwice, liveAfterSeconds }) => missing > 0 || shownTwice > 0 || liveAfterSeconds > 5,
  )
)
  process.exitCode = 1;

function row(result: Result): string {
  const { fault, sent, shownOnce, inMore, shownTwice, missing, liveAfterSeconds, tries, note = "" } = result;
  const shown = `${shownOnce} + ${inMore}`;
  return `| ${[fault, sent, shown, shownTwice, missing, liveAfterSeconds.toFixed(1), tries, note].join(" | ")} |`;
}
