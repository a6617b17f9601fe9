import type { Redis } from "ioredis";
import type { BusHandlers, DeadLetter } from "../../bus";
import { createDeadLetters, type DeadLettersOptions, type Failure } from "./dead_letters";
import { type InboundEntry, readInboundEntry, textOf } from "./entry";

export type InboundIntakeOptions = DeadLettersOptions &
  Pick<BusHandlers, "external" | "malformed" | "deadLetter"> & { commands: Redis };

/** A letter: nothing that could ever be recorded. */
type Outcome = "recorded" | { letter: DeadLetter } | Failure;

export const STREAM = "andon:in";
export const GROUP = "andon";
const REFUSED = "andon:in:refused";
/** About how many entries it keeps. */
const REFUSED_AT_MOST = 10_000;
/** More at once would be announced at once, and a reader that keeps up would be cut off as if it did not. */
const TOGETHER_CHARACTERS = 128 * 1024;

/**
 * Records entries of `andon:in`. A recorded entry is acknowledged and deleted. One that cannot be read, and
 * one that fails again and again while others are recorded, is moved to `andon:in:refused` with the reason;
 * any other stays and is tried again.
 */
export function inboundIntake(options: InboundIntakeOptions): (entries: InboundEntry[]) => Promise<void> {
  const { commands, external, malformed } = options;
  const deadLetters = createDeadLetters(options);

  async function tryOne(entry: InboundEntry): Promise<Outcome> {
    const [id] = entry;
    const message = readInboundEntry(entry);
    if (message.kind === "malformed") {
      malformed(STREAM, message.reason, textOf(entry));
      return { letter: { id, reason: message.reason } };
    }
    if (message.kind !== "external") return "recorded";
    try {
      const taken = await external(message.event);
      return taken ? { letter: { id, reason: taken.unreadable } } : "recorded";
    } catch (error) {
      return { id, error };
    }
  }

  /**
   * All at once, so that they are recorded together. One that fails stays pending and does not hold the
   * others up.
   */
  async function recordTogether(entries: InboundEntry[]): Promise<void> {
    const outcomes = await Promise.all(entries.map(tryOne));
    const recorded = entries.flatMap(([id], index) => (outcomes[index] === "recorded" ? [id] : []));
    const unreadable = outcomes.flatMap((outcome) => (isLetter(outcome) ? [outcome.letter] : []));
    const failed = outcomes.flatMap((outcome) => (isFailure(outcome) ? [outcome] : []));
    await settle(commands, recorded);
    await setAside(options, [...unreadable, ...deadLetters.count(recorded, failed)], new Map(entries));
  }

  return async (entries) => {
    for (const parcel of parcels(entries)) await recordTogether(parcel);
  };
}

/** In one step with its deletion, so that an entry is either there or here. */
async function setAside(
  { commands, log, deadLetter }: InboundIntakeOptions,
  letters: readonly DeadLetter[],
  entries: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  const [first] = letters;
  if (!first) return;
  const moving = commands.multi();
  for (const { id, reason } of letters) {
    const sent = entries.get(id) ?? [];
    moving
      .xadd(REFUSED, "MAXLEN", "~", REFUSED_AT_MOST, "*", "id", id, "reason", reason, ...sent)
      .xack(STREAM, GROUP, id)
      .xdel(STREAM, id);
  }
  await moving.exec();
  log?.warn({ ...first, entries: letters.length }, `Entries of ${STREAM} were moved to ${REFUSED}`);
  for (const letter of letters) deadLetter?.(letter);
}

function isFailure(outcome: Outcome): outcome is Failure {
  return typeof outcome === "object" && "error" in outcome;
}

function isLetter(outcome: Outcome): outcome is { letter: DeadLetter } {
  return typeof outcome === "object" && "letter" in outcome;
}

async function settle(commands: Redis, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await commands
    .multi()
    .xack(STREAM, GROUP, ...ids)
    .xdel(STREAM, ...ids)
    .exec();
}

/**
 * Entries in their order, as many together as are not too long; one that is too long by itself goes alone.
 */
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
