import type { LoggedEvent } from "../../domain/event";
import type { Context, Sql } from "../db/database";
import { assertTakesIn } from "../inbound_lease";
import type { EventStore } from "./event_store";
import { FIRST_BATCH } from "./batch_size";
import { recordMissed } from "./missed_events";
import { recordSelected, type Sent } from "./record_external";

type Waiting = Sent & { resolve(): void; reject(error: unknown): void };

/**
 * Records what other programs publish. An anomaly becomes an alarm of its own, never merged; a change of an
 * alarm that we know is applied; the rest is only logged. Events that arrive while others are written share a
 * transaction, and one that fails fails alone.
 */
export function externalEvents(context: Context): Pick<EventStore, "recordExternal" | "recordMissed"> {
  const waiting: Waiting[] = [];
  let running = false;
  let batch = FIRST_BATCH;

  function recordExternal(event: LoggedEvent, id?: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    waiting.push({ event, id, resolve, reject });
    if (!running) void takeWaiting();
    return promise;
  }

  async function takeWaiting() {
    running = true;
    while (waiting.length > 0) {
      // Events that arrive in the same turn of the loop share a transaction.
      await Promise.resolve();
      await takeTogether(waiting.splice(0, batch));
    }
    running = false;
  }

  async function takeTogether(together: Waiting[]) {
    const select = async (tx: Sql) => {
      await assertTakesIn(tx, context);
      return together;
    };
    try {
      const failures = await recordSelected(context, select, (next) => (batch = next));
      for (const one of together) failures.has(one) ? one.reject(failures.get(one)) : one.resolve();
    } catch (error) {
      for (const { reject } of together) reject(error);
    }
  }

  return { recordExternal, recordMissed: (events, since) => recordMissed(context, events, since) };
}
