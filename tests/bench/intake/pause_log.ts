import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

/** Settings by which a server notes the pauses of its event loop in a file. */
export function notingPauses(file: string): Record<string, string> {
  return { BENCH_PAUSES: file, BUN_OPTIONS: `--preload=${resolve("tests/bench/intake/pauses.ts")}` };
}

/** A time in which the event loop did not turn, and how much of it the process was at work; milliseconds. */
export type Pause = { ms: number; workMs: number };

/** The pauses noted between two instants; those too short to be noted are left out. */
export function pausesBetween(file: string, from: number, to: number): Pause[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return lines
    .map((line) => line.split(" ").map(Number) as [at: number, ms: number, workMs: number])
    .filter(([at]) => at >= from && at <= to)
    .map(([, ms, workMs]) => ({ ms, workMs }));
}
