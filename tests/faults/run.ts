/**
 * `bun run faults [parts of names] [--short] [--busy]`: tries every fault, or those of whose name a part is
 * given, and prints the table; some also beside a program that takes every core, with `--busy` each, and only
 * so. In the long form the rows replace theirs in RESULTS.md.
 */
import { loadavg } from "node:os";
import { startBrowser } from "../support/browser";
import { besideBusy } from "./busy";
import { type Fault, type Length, LIVE_WITHIN_SECONDS } from "./fault";
import { FAULTS } from "./list";
import { rowOf, tableOf, withRows } from "./table";

const RESULTS = "tests/faults/RESULTS.md";

const wanted = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const length: Length = process.argv.includes("--short") ? "short" : "long";
const day = new Date().toISOString().slice(0, 10);
const faults = Object.values(FAULTS).flat();
const trials = process.argv.includes("--busy")
  ? faults.map(besideBusy)
  : faults.flatMap((fault) => (fault.alsoBusy ? [fault, besideBusy(fault)] : fault));
const rows: string[] = [];

for (const fault of trials)
  if (wanted.length === 0 || wanted.some((part) => fault.name.includes(part)))
    await tryOut(fault).catch((error: Error) => failed(fault, error.message));

console.log(`\n${tableOf(rows)}`);
if (length === "long") {
  const text = await Bun.file(RESULTS).text();
  const names = faults.flatMap((fault) => [fault.name, besideBusy(fault).name]);
  await Bun.write(RESULTS, withRows(text, rows, names));
  await Bun.$`${process.execPath} fmt ${RESULTS}`.quiet();
}
// A fault that failed may still be reporting, and a shared database would keep this process alive.
process.exit();

async function tryOut(fault: Fault) {
  const why = fault.cannot?.();
  if (why) return console.log(`skipped: ${fault.name} (${why})`);
  // A browser each, so that no fault pays for the pages of the one before.
  await using browser = await startBrowser();
  const began = performance.now();
  const result = await fault.run(browser, length);
  rows.push(rowOf(fault.name, `${day}, load ${loadavg()[0]!.toFixed(0)}`, result));
  console.log(rows.at(-1), `(${((performance.now() - began) / 1000).toFixed(0)} s)`);
  const { missing, shownTwice, howTwice, liveAfterSeconds } = result;
  const { liveWithinSeconds = LIVE_WITHIN_SECONDS } = fault;
  if (missing > 0 || shownTwice > 0 || liveAfterSeconds > liveWithinSeconds)
    failed(fault, ["see its row in the table", howTwice].filter(Boolean).join("; "));
}

function failed({ name }: Fault, reason: string) {
  console.log(`FAILED: ${name}: ${reason}`);
  process.exitCode = 1;
}
