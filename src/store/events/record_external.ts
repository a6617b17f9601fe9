import type { LoggedEvent } from "../../domain/event";
import { groupsIn } from "../alarms/groups";
import { type Context, inChunks, type Sql, type Transaction } from "../db/database";
import { TakenInElsewhere } from "../inbound_lease";
import { machinesNamed } from "./machine_names";
import { applyExternal } from "./apply_external";
import { batchAfter } from "./batch_size";
import { putInOutbox } from "./outbox";
import { sentHash } from "./sent_hash";
import { yieldToLoop } from "../../async/yield";

/** External events between two yields to the loop. */
const YIELD_EVERY_EVENTS = 50;

/** An event of another program, and the id that it gets where it brings none. */
export type Sent = { event: LoggedEvent; id?: string };

/**
 * Records the events that `select` finds, in one transaction; when one of them fails it, each in its own savepoint.
 * @param onBatch is told how many the next transaction should have
 * @returns those that failed alone. @throws when none can be recorded, or `select` does
 */
export async function recordSelected<T extends Sent>(
  context: Context,
  select: (tx: Sql) => Promise<readonly T[]>,
  onBatch: (batch: number) => void,
): Promise<Map<T, unknown>> {
  try {
    await context.database.write(async (tx) => {
      const beganAt = performance.now();
      const selected = await select(tx);
      await takeAll(tx, context, selected);
      onBatch(batchAfter(selected.length, performance.now() - beganAt));
    });
    return new Map();
  } catch (error) {
    if (error instanceof TakenInElsewhere) throw error;
    return context.database.write(async (tx) => {
      const selected = await select(tx);
      const failures = await failuresOf(tx, context, selected);
      // Not one can be recorded: that says nothing against any of them.
      if (failures.size === selected.length) throw error;
      return failures;
    });
  }
}

async function failuresOf<T extends Sent>(
  tx: Transaction,
  context: Context,
  together: readonly T[],
): Promise<Map<T, unknown>> {
  const failures = new Map<T, unknown>();
  for (const [index, one] of together.entries()) {
    if (index % YIELD_EVERY_EVENTS === YIELD_EVERY_EVENTS - 1) await yieldToLoop();
    try {
      await tx.savepoint((savepoint) => takeAll(savepoint, context, [one]));
    } catch (error) {
      failures.set(one, error);
    }
  }
  return failures;
}

async function takeAll(tx: Sql, context: Context, sent: readonly Sent[]): Promise<void> {
  const named = sent.map(({ event, id }) => ({ event, id, event_id: event.event_id ?? id }));
  const known = await recorded(tx, context, named);
  const machineNamed = await machinesNamed(
    tx,
    context,
    sent.map(({ event }) => event),
  );
  const taken: LoggedEvent[] = [];
  const sources: (string | undefined)[] = [];
  const opensAny = sent.some(({ event }) => event.event_type === "anomaly_detected");
  const groups = opensAny ? await groupsIn(tx, context) : undefined;
  for (const [index, { event, event_id, id }] of named.entries()) {
    if (index % YIELD_EVERY_EVENTS === YIELD_EVERY_EVENTS - 1) await yieldToLoop();
    if (event_id && known.has(event_id)) continue;
    if (event_id) known.add(event_id);
    const sent_hash = sentHash(event);
    const [itself, ...changes] = await applyExternal(tx, context, machineNamed(event), id, groups);
    taken.push({ ...(itself ?? event), event_id, sent_hash }, ...changes);
    sources.push(sent_hash, ...changes.map(() => undefined));
  }
  await putInOutbox(tx, context, taken, sources);
}

/** The event_ids of these events that are recorded already. */
async function recorded(
  tx: Sql,
  { database }: Context,
  events: readonly { event_id?: string }[],
): Promise<Set<string>> {
  const ids = events.flatMap(({ event_id }) => event_id ?? []);
  const known = new Set<string>();
  await inChunks(database.dialect, 1, ids, async (chunk) => {
    const rows = await tx<{ event_id: string }[]>`select event_id from events where event_id in ${tx(chunk)}`;
    for (const { event_id } of rows) known.add(event_id);
  });
  return known;
}
