import type { Redis } from "ioredis";
import type { FactoryEvent } from "../model/event";
import { readMessage } from "./message";

export type TakeInOptions = {
  /** A connection of its own: reading blocks it. */
  reader: Redis;
  commands: Redis;
  /** Whether this server reads now. */
  isTurn(): boolean;
  foreign(event: FactoryEvent): void | Promise<void>;
  malformed(channel: string, reason: string): void;
  /** An event that could not be recorded, or that the process recording it left, is tried again after this; milliseconds. */
  retryMs: number;
};

type Entry = [id: string, fields: string[]];

const STREAM = "andon:in";
const GROUP = "andon";
const BATCH = 500;
const LONGEST_BLOCK_MS = 1000;

/**
 * Takes in what other programs `XADD andon:in * event <json>`, each event by one server only. An entry is acknowledged and
 * deleted when it is recorded; until then it stays and is tried again, whoever dies.
 *
 * @returns stops reading; resolves when what was read is dealt with
 */
export function startTakingIn({
  reader,
  commands,
  isTurn,
  foreign,
  malformed,
  retryMs,
}: TakeInOptions): () => Promise<void> {
  const consumer = crypto.randomUUID();
  const stopped = new AbortController();
  const blockMs = Math.min(retryMs, LONGEST_BLOCK_MS);
  let claimAt = 0;

  /** Whether this entry needs no further care: taken in, or nothing that ever could be. */
  async function isDone([, fields]: Entry): Promise<boolean> {
    const text = fields[fields.indexOf("event") + 1];
    const message = readMessage(undefined, fields.includes("event") && text ? text : "");
    if (message.kind === "malformed") malformed(STREAM, message.reason);
    if (message.kind !== "foreign") return true;
    try {
      await foreign(message.event);
      return true;
    } catch {
      return false;
    }
  }

  /** All at once, so that they are recorded together. One that fails stays pending and does not hold the others up. */
  async function takeIn(entries: Entry[]): Promise<void> {
    const done = await Promise.all(entries.map(isDone));
    const ids = entries.flatMap(([id], index) => (done[index] ? [id] : []));
    if (ids.length === 0) return;
    await commands
      .multi()
      .xack(STREAM, GROUP, ...ids)
      .xdel(STREAM, ...ids)
      .exec();
  }

  /** What was read before and is not dealt with, by whomever. */
  async function claimLeft(): Promise<Entry[]> {
    if (performance.now() < claimAt) return [];
    claimAt = performance.now() + blockMs;
    const claimed = await reader.xautoclaim(STREAM, GROUP, consumer, retryMs, "0-0", "COUNT", BATCH);
    return (claimed as [string, Entry[]])[1];
  }

  async function readOnce(): Promise<void> {
    const left = await claimLeft();
    const read = (await reader.xreadgroup(
      ...(["GROUP", GROUP, consumer, "COUNT", BATCH, "BLOCK", blockMs, "STREAMS", STREAM, ">"] as const),
    )) as [string, Entry[]][] | null;
    await takeIn([...left, ...(read?.[0]?.[1] ?? [])]);
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
