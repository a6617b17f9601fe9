/**
 * Loaded into a server before it: notes in a file each time its event loop could not turn for so long, and
 * how much of that it was at work itself; the rest it waited for the disk, or for others that use the same
 * processor.
 */
import { appendFileSync } from "node:fs";

const FILE = process.env["BENCH_PAUSES"];
const EVERY_MS = 5;
const NOTED_FROM_MS = 10;

if (FILE) {
  let last = performance.now();
  let worked = process.cpuUsage();
  setInterval(() => {
    const now = performance.now();
    const pause = now - last - EVERY_MS;
    last = now;
    const { user, system } = process.cpuUsage(worked);
    worked = process.cpuUsage();
    if (pause < NOTED_FROM_MS) return;
    const work = Math.min(pause, (user + system) / 1000);
    appendFileSync(FILE, `${performance.timeOrigin + now} ${pause.toFixed(1)} ${work.toFixed(1)}\n`);
  }, EVERY_MS).unref();
}
