import { readFileSync } from "node:fs";

/** Clock ticks of `/proc` are a hundredth of a second on every Linux that we know. */
const TICK_MS = 10;

/**
 * Processor time that a process has had so far, all its threads, in milliseconds; the system counts in steps
 * of 10.
 */
export function processorMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The program's name stands in brackets and may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** As `processorMs`, of a process and the children it has now. */
export function familyMs(pid: number): number {
  const { stdout } = Bun.spawnSync(["ps", "-o", "pid=", "--ppid", String(pid)]);
  const children = stdout.toString().split("\n").map(Number).filter(Boolean);
  return [pid, ...children].reduce((sum, each) => sum + processorMs(each), 0);
}

/** Memory that a process holds, in bytes. */
export function residentBytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
}

/** Now, in milliseconds of the epoch with a fraction: the same in every process of this machine. */
export function instant(): number {
  return performance.timeOrigin + performance.now();
}

/** A median, and between which lowest and highest it lies. */
export type Spread = { median: number; low: number; high: number };

export function spreadOf(values: readonly number[]): Spread {
  return { median: quantile(values, 0.5), low: Math.min(...values), high: Math.max(...values) };
}

/** The value below which the share lies, 0 to 1; of the values themselves, the nearest rank. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/**
 * The cost of a peer in units of ours, round by round, since the two figures of a round met the same machine.
 */
export function ratios(ours: readonly number[], theirs: readonly number[]): Spread {
  return spreadOf(ours.map((value, round) => value / (theirs[round] ?? NaN)));
}

/**
 * Waits until something holds, looking every few milliseconds.
 * @throws when it does not in time, naming what
 */
export async function until(holds: () => boolean | Promise<boolean>, what: string, withinMs = 30_000) {
  const deadline = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`Still not so after ${withinMs} ms: ${what}`);
    await Bun.sleep(5);
  }
}
