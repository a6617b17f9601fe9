/** A part of the server that is stopped, by the name that a log calls it. */
export type StopStep = readonly [name: string, stop: () => unknown];

/** A stop that hangs must not keep the process: its supervisor would kill it without a word. */
const STOP_WITHIN_MS = 4_500;

/** Stops one part after the other; a part that fails to stop does not keep the others from it. */
export async function stopInOrder(
  steps: readonly StopStep[],
  onTrouble: (error: unknown, part: string) => void,
): Promise<void> {
  for (const [part, stop] of steps) {
    try {
      await stop();
    } catch (error) {
      onTrouble(error, part);
    }
  }
}

/** Stops the server on the first SIGTERM or SIGINT and ends the process, at the latest after 4.5 seconds. */
export function stopOnSignal(
  stop: () => Promise<void>,
  host: Pick<NodeJS.Process, "on" | "exit"> = process,
): void {
  let stopping = false;
  const onSignal = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => host.exit(0), STOP_WITHIN_MS);
    void stop().then(() => host.exit(0));
  };
  host.on("SIGTERM", onSignal);
  host.on("SIGINT", onSignal);
}
