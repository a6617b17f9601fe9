import { setTimeout } from "node:timers/promises";
import type { Redis } from "ioredis";
import { reasonOf } from "../../../domain/reason";
import { GROUP, inboundIntake, type InboundIntakeOptions, STREAM } from "./intake";
import type { InboundEntry } from "./entry";

type InboundStreamOptions = InboundIntakeOptions & {
  /** A connection of its own: reading blocks it. */
  reader: Redis;
  /** Whether this server reads now. */
  takesIn(): boolean;
  /**
   * How long an entry waits before it is tried again, whether it could not be recorded or its process died;
   * milliseconds.
   */
  retryMs: number;
};

const BATCH = 500;
const LONGEST_BLOCK_MS = 1_000;
const PAUSE_MS = 1_000;

/**
 * Takes in what other programs `XADD andon:in * event <json>`, each event by one server only, until it is
 * recorded: an entry keeps its event_id however often it is tried, and whichever server dies meanwhile.
 *
 * @returns stops reading; resolves when the entries already read are dealt with
 */
export function startInboundStream({
  reader,
  takesIn,
  retryMs,
  ...intake
}: InboundStreamOptions): () => Promise<void> {
  const consumer = crypto.randomUUID();
  const stopped = new AbortController();
  const blockMs = Math.min(retryMs, LONGEST_BLOCK_MS);
  const takeIn = inboundIntake(intake);
  let claimAt = 0;

  /** Entries that some server has read before and not dealt with. */
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
    await takeIn([...left, ...(read?.[0]?.[1] ?? [])]);
  }

  async function createGroup(): Promise<void> {
    await reader.xgroup("CREATE", STREAM, GROUP, "0", "MKSTREAM").catch(() => pause(stopped.signal));
  }

  async function readOn(): Promise<void> {
    while (!stopped.signal.aborted) {
      try {
        await (takesIn() ? readOnce() : pause(stopped.signal));
      } catch (error) {
        if (stopped.signal.aborted) return;
        await (reasonOf(error).includes("NOGROUP") ? createGroup() : pause(stopped.signal));
      }
    }
  }

  const ended = readOn();
  return async () => {
    stopped.abort();
    reader.disconnect();
    await ended;
  };
}

/** A second, or less when reading is stopped. */
function pause(signal: AbortSignal): Promise<void> {
  return setTimeout(PAUSE_MS, undefined, { signal }).catch(() => {});
}
