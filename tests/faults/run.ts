/** `bun run faults [part of a name] [--short]`: tries every fault in its long form and prints the table. */
import { startBrowser } from "../support/browser";
import type { Fault, Length } from "./fault";
import type { Result } from "./result";
import { FAULTS } from "./list";

const RESULTS = "tests/faults/RESULTS.md";
const LIVE_WITHIN_SECONDS = 5;
const HEAD = `| fault | events sent | shown once (rows + in "n more") | shown twice | missing | seconds until live | connections tried | | a healthy server meanwhile |
|---|---|---|---|---|---|---|---|---|`;

const wanted = process.argv.slice(2).find((word) => !word.startsWith("--")) ?? "";
const length: Length = process.argv.includes("--short") ? "short" : "long";
const rows: string[] = [];

for (const fault of Object.values(FAULTS).flat())
  if (fault.name.includes(wanted)) await tryOut(fault).catch((error: Error) => failed(fault, error.message));

const table = [HEAD, ...rows].join("\n");
console.log(`\n${table}`);
if (!wanted && length === "long") {
  const date = new Date().toISOString().slice(0, 10);
  const preface = `Made by \`bun run faults\` on ${date}: a real server, a real Redis, a real Chromium, and no hand on anything. Each figure is of the screen that fared worst.`;
  await Bun.write(RESULTS, `# The fault suite\n\n${preface}\n\n${table}\n`);
  await Bun.$`${process.execPath} fmt ${RESULTS}`.quiet();
}

async function tryOut(fault: Fault) {
  const why = fault.cannot?.();
  if (why) return console.log(`skipped: ${fault.name} (${why})`);
  // A browser each, so that no fault pays for the pages of the one before.
  await using browser = await startBrowser();
  const began = performance.now();
  const result = await fault.run(browser, length);
  rows.push(rowOf(fault.name, result));
  console.log(rows.at(-1), `(${((performance.now() - began) / 1000).toFixed(0)} s)`);
  const { missing, shownTwice, liveAfterSeconds } = result;
  if (missing > 0 || shownTwice > 0 || liveAfterSeconds > LIVE_WITHIN_SECONDS)
    failed(fault, "see its row in the table");
}

function failed({ name }: Fault, reason: string) {
  console.log(`FAILED: ${name}: ${reason}`);
  process.exitCode = 1;
}

function rowOf(name: string, result: Result): string {
  const {
    sent,
    shownOnce,
    inMore,
    shownTwice,
    missing,
    liveAfterSeconds,
    tries,
    note = "",
    meanwhile = "",
  } = result;
  const shown = `${shownOnce} + ${inMore}`;
  return `| ${[name, sent, shown, shownTwice, missing, liveAfterSeconds.toFixed(1), tries, note, meanwhile].join(" | ")} |`;
}
