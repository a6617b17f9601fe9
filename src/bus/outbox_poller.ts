import type { Store } from "../store/store";
import type { Live } from "../live/live";

const LOOK_EVERY_MS = 1_000;

type OutboxPollerDeps = {
  isAway(): boolean;
  events: Pick<Store["events"], "outbox" | "unannounced">;
  draw: Live["drawUnannounced"];
  onTrouble(error: unknown): void;
};

/**
 * Alarms even without the bus: while it is away, what waits in the outbox is drawn from the database. Stops when told.
 */
export function startOutboxPoller({ isAway, events, draw, onTrouble }: OutboxPollerDeps): () => void {
  let drawn = 0;
  let looking = false;

  async function look() {
    if (!isAway()) return void (drawn = 0);
    const { waiting } = await events.outbox();
    if (waiting === drawn || !isAway()) return;
    draw(await events.unannounced(waiting));
    drawn = waiting;
  }

  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void look()
      .catch(onTrouble)
      .finally(() => (looking = false));
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
