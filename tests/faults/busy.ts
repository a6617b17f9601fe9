/**
 * Another program that keeps the cores busy, such as a backup or a build: Andon must hold beside it. Its
 * processes are a group of their own, which ends as one.
 */
import { availableParallelism } from "node:os";
import { type Fault, LIVE_WITHIN_SECONDS } from "./fault";

/** Whoever shares the cores with as many loops gets half of them. */
const BUSY_FACTOR = 2;

/** A loop for each core. The shell above them ends the group when its input ends, so with this process. */
const LOOPS = 'for n in $(seq "$1"); do while :; do :; done & done; echo busy; cat >/dev/null; kill -KILL 0';

/** Resolves when the loops run; they end with the block, and with this process however that ends. */
export async function keepBusy(cores = availableParallelism()): Promise<AsyncDisposable & { pid: number }> {
  const pipes = { stdin: "pipe", stdout: "pipe", stderr: "ignore" } as const;
  const shell = Bun.spawn(["sh", "-c", LOOPS, "sh", String(cores)], { ...pipes, detached: true });
  await shell.stdout.getReader().read();
  return {
    pid: shell.pid,
    async [Symbol.asyncDispose]() {
      await shell.stdin.end();
      await shell.exited;
    },
  };
}

/**
 * As the fault, but beside a busy program. Nothing may be lost; how long it takes is then the scheduler's to
 * say.
 */
export const besideBusy = (fault: Fault): Fault => ({
  ...fault,
  name: `${fault.name}, cores busy`,
  liveWithinSeconds: BUSY_FACTOR * (fault.liveWithinSeconds ?? LIVE_WITHIN_SECONDS),
  async run(browser, length) {
    await using _ = await keepBusy();
    return await fault.run(browser, length);
  },
});
