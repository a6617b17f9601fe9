import type { Redis } from "ioredis";
import type { BusHandlers } from "../bus";
import { type InboundEntry, readInboundEntry } from "./inbound_entry";
import { createDeadLetters, type Failure, type DeadLetter, type DeadLettersOptions } from "./dead_letters";

export type InboundStreamOptions = DeadLettersOptions & {
  /** A connection of its own: reading blocks it. */
  reader: Redis;
  commands: Redis;
  /** Whether this server reads now. */
  isTurn(): boolean;
  foreign: BusHandlers["foreign"];
  malformed(channel: string, reason: string): void;
  /** One that could never be recorded was moved to `andon:in:refused`. */
  refused?(refusal: DeadLetter): void;
  /** An event that could not be recorded, or that the process recording it left, is tried again after this; milliseconds. */
  retryMs: number;
};

/** Settled: nothing that ever could be recorded. */
type Outcome = "recorded" | "settled" | Failure;

const STREAM = "andon:in";
const REFUSED = "andon:in:refused";
const GROUP = "andon";
const BATCH = 500;
/** More at once would be told at once, and a reader that keeps up would be cut off as if it did not. */
const TOGETHER_CHARACTERS = 128 * 1024;
const LONGEST_BLOCK_MS = 1000;

/**
 * Takes in what other programs `XADD andon:in * event <json>`, each event by one server only. An entry is acknowledged and
 * deleted when it is recorded; until then it stays and is tried again, whoever dies, under the same event_id. One that fails again and again while
 * others are recorded is moved to `andon:in:refused` with the reason.
 *
 * @returns stops reading; resolves when what was read is dealt with
 */
export function startInboundStream({
  reader,
  commands,
  isTurn,
  foreign,
  malformed,
  untaken,
  refused,
  log,
  retryMs,
}: InboundStreamOptions): () => Promise<void> {
  const consumer = crypto.randomUUID();
  const stopped = new AbortController();
  const blockMs = Math.min(retryMs, LONGEST_BLOCK_MS);
  const tries = createDeadLetters({ untaken, log });
  let claimAt = 0;

  async function tryOne(entry: InboundEntry): Promise<Outcome> {
    const message = readInboundEntry(entry);
    if (message.kind === "malformed") malformed(STREAM, message.reason);
    if (message.kind !== "foreign") return "settled";
    try {
      return (await foreign(message.event)) === "unread" ? "settled" : "recorded";
    } catch (error) {
      return { id: entry[0], error };
    }
  }

  /** All at once, so that they are recorded together. One that fails stays pending and does not hold the others up. */
  async function takeIn(entries: InboundEntry[]): Promise<void> {
    const outcomes = await Promise.all(entries.map(tryOne));
    const failed = outcomes.filter((outcome) => typeof outcome === "object");
    const idsOf = (isWanted: (outcome?: Outcome) => boolean) =>
      entries.flatMap(([id], index) => (isWanted(outcomes[index]) ? [id] : []));
    await settle(idsOf((outcome) => typeof outcome === "string"));
    for (const refusal of tries.judge(
      idsOf((outcome) => outcome === "recorded"),
      failed,
    )) {
      const [, fields] = entries.find(([id]) => id === refusal.id) ?? [];
      await setAside(refusal, fields ?? []);
    }
  }

  async function settle(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await commands
      .multi()
      .xack(STREAM, GROUP, ...ids)
      .xdel(STREAM, ...ids)
      .exec();
  }

  /** Kept there before it goes from here: twice is better than not at all. */
  async function setAside(refusal: DeadLetter, fields: readonly string[]): Promise<void> {
    await commands.xadd(REFUSED, "*", "id", refusal.id, "reason", refusal.reason, ...fields);
    await settle([refusal.id]);
    log?.warn(refusal, `An entry of ${STREAM} was moved to ${REFUSED}`);
    refused?.(refusal);
  }

  /** What was read before and is not dealt with, by whomever. */
  async function claimLeft(): Promise<InboundEntry[]> {
    if (performance.now() < claimAt) return [];
    claimAt = performance.now() + blockMs;
    const claimed = await reader.xautoclaim(STREAM, GROUP, consumer, retryMs, "0-0", "COUNT", BATCH);
    return (claimed as [string, InboundEntry[]])[1];
  }

  async function readOnce(): Promise<void> {
    const left = await claimLeft();
    const read = (await reader.xreadgroup(
      ...(["GROUP", GROUP, consumer, "COUNT", BATCH, "BLOCK", blockMs, "STREAMS", STREAM, ">"] as const),
    )) as [string, InboundEntry[]][] | null;
    for (const some of parcels([...left, ...(read?.[0]?.[1] ?? [])])) await takeIn(some);
  }

  async function readOn(): Promise<void> {
    while (!stopped.signal.aborted) {
      try {
        await (isTurn() ? readOnce() : pause(stopped.signal));
      } catch (error) {
        if (stopped.signal.aborted) return;
        await (String(error).includes("NOGROUP") ? createGroup() : pause(stopped.signal));
      }
    }
  }

  async function createGroup(): Promise<void> {
    await reader.xgroup("CREATE", STREAM, GROUP, "0", "MKSTREAM").catch(() => pause(stopped.signal));
  }

  const ended = readOn();
  return async () => {
    stopped.abort();
    reader.disconnect();
    await ended;
  };
}

/** A second, or less when told to stop. */
async function pause(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, 1000);
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
}

/** Entries in their order, so many together as are not too long; one that is too long by itself goes alone. */
function* parcels(entries: readonly InboundEntry[]): Generator<InboundEntry[]> {
  let parcel: InboundEntry[] = [];
  let length = 0;
  for (const entry of entries) {
    const own = entry[1].reduce((sum, field) => sum + field.length, 0);
    if (parcel.length > 0 && length + own > TOGETHER_CHARACTERS) {
      yield parcel;
      [parcel, length] = [[], 0];
    }
    parcel.push(entry);
    length += own;
  }
  if (parcel.length > 0) yield parcel;
}
