import type { Redis } from "ioredis";
import type { BusHandlers, DeadLetter } from "../../bus";
import { createDeadLetters, type DeadLettersOptions, type Failure } from "./dead_letters";
import { type InboundEntry, readInboundEntry } from "./entry";

export type InboundIntakeOptions = DeadLettersOptions &
  Pick<BusHandlers, "external" | "malformed" | "deadLetter"> & { commands: Redis };

/** "settled": nothing that could ever be recorded. */
type Outcome = "recorded" | "settled" | Failure;

export const STREAM = "andon:in";
export const GROUP = "andon";
const REFUSED = "andon:in:refused";
/** More at once would be announced at once, and a reader that keeps up would be cut off as if it did not. */
const TOGETHER_CHARACTERS = 128 * 1024;

/**
 * Records entries of `andon:in`. A recorded entry is acknowledged and deleted; any other stays and is tried
 * again; one that fails again and again while others are recorded is moved to `andon:in:refused` with the
 * reason.
 */
export function inboundIntake(options: InboundIntakeOptions): (entries: InboundEntry[]) => Promise<void> {
  const { commands, external, malformed, deadLetter, log } = options;
  const deadLetters = createDeadLetters(options);

  async function tryOne(entry: InboundEntry): Promise<Outcome> {
    const message = readInboundEntry(entry);
    if (message.kind === "malformed") malformed(STREAM, message.reason);
    if (message.kind !== "external") return "settled";
    try {
      return (await external(message.event)) === "unreadable" ? "settled" : "recorded";
    } catch (error) {
      return { id: entry[0], error };
    }
  }

  /**
   * All at once, so that they are recorded together. One that fails stays pending and does not hold the
   * others up.
   */
  async function recordTogether(entries: InboundEntry[]): Promise<void> {
    const outcomes = await Promise.all(entries.map(tryOne));
    const idsOf = (isWanted: (outcome?: Outcome) => boolean) =>
      entries.flatMap(([id], index) => (isWanted(outcomes[index]) ? [id] : []));
    await settle(
      commands,
      idsOf((outcome) => typeof outcome === "string"),
    );
    const recorded = idsOf((outcome) => outcome === "recorded");
    const failed = outcomes.filter((outcome) => typeof outcome === "object");
    for (const letter of deadLetters.count(recorded, failed)) {
      const [, fields] = entries.find(([id]) => id === letter.id) ?? [];
      await setAside(letter, fields ?? []);
    }
  }

  /** Stored there before it goes from here: twice is better than not at all. */
  async function setAside(letter: DeadLetter, fields: readonly string[]): Promise<void> {
    await commands.xadd(REFUSED, "*", "id", letter.id, "reason", letter.reason, ...fields);
    await settle(commands, [letter.id]);
    log?.warn(letter, `an entry of ${STREAM} was moved to ${REFUSED}`);
    deadLetter?.(letter);
  }

  return async (entries) => {
    for (const parcel of parcels(entries)) await recordTogether(parcel);
  };
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
