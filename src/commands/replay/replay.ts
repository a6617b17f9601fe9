import { readFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { readArguments, REPLAY_USAGE, type ReplayArguments } from "./arguments";
import { machineId, plantZone, type ReplayClient, type Replayed, sendAll } from "./client";
import { describeTable } from "./describe";
import { planReplay } from "./plan";
import { describeSkipped, type Skipped } from "./skipped";
import { readTable } from "./table";

const EXIT_USAGE = 64;
const DEFAULT_URL = "http://127.0.0.1:8080";

/** Replays a recorded CSV against a running Andon; messages go to stderr, so stdout stays free. */
async function replay({ file, machine, speed, keepTimes }: ReplayArguments) {
  const url = (process.env["ANDON_URL"] || DEFAULT_URL).replace(/\/+$/, "");
  const client: ReplayClient = { url, fetch, wait: setTimeout, now: Date.now };

  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new Error(`Cannot read ${file}: ${error.message}`);
  });
  const zone = await plantZone(client);
  const table = tableOf(file, text, zone);
  describeTable(table, zone).forEach(say);
  const { id, registered } = await machineId(client, machine);
  if (registered) say(`${machine} was unknown: it is registered now`);

  const plan = planReplay(table.rows, { machineId: id, speed, keepTimes, start: Date.now() });
  const result = await sendAll(client, plan, (sofar) => showProgress(sofar, plan.length));
  finish(result, table.skipped);
}

function tableOf(file: string, text: string, zone: string) {
  try {
    return readTable(text, zone);
  } catch (error) {
    throw new Error(`Cannot replay ${file}: ${(error as Error).message}`, { cause: error });
  }
}

function say(line: string) {
  process.stderr.write(`${line}\n`);
}

function showProgress({ sent }: Replayed, total: number) {
  if (process.stderr.isTTY) process.stderr.write(`\r${sent} of ${total} readings sent`);
}

function finish({ accepted, rejected, dropped, firstError, skipped }: Replayed, unread: readonly Skipped[]) {
  if (process.stderr.isTTY) say("");
  const all = unread.length + rejected + dropped;
  describeSkipped([...unread, ...skipped], all).forEach(say);
  const why = firstError ? `, ${rejected} rejected (the first: ${firstError})` : "";
  if (accepted === 0) throw new Error(`No reading was accepted${why}`);
  say(`${accepted} readings accepted${why}`);
}

function argumentsOrExit(argv: string[]): ReplayArguments {
  try {
    return readArguments(argv);
  } catch (error) {
    say(`${(error as Error).message}\n${REPLAY_USAGE}`);
    process.exit(EXIT_USAGE);
  }
}

await replay(argumentsOrExit(process.argv.slice(2))).catch((error: Error) => {
  say(error.message);
  process.exitCode = 1;
});
