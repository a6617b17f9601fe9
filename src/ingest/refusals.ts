import type { BadValue } from "./value";
import type { Implausible } from "./plausible";

/** Why a whole reading was refused. Few, so that they can be labels of a counter. */
export type ReadingRefusal = "malformed" | "timestamp" | "ahead" | "unknown_machine" | "retired";
/** Why one value of a reading was dropped, and the others counted. */
export type ValueRefusal =
  BadValue | Implausible["reason"] | "name" | "twice" | "mode" | "units" | "too_many_series";

/** What was refused for one reason: how often, when last, and the last example. */
export type Refusal = {
  /** The machine's name, or what was sent as one; null: it named none, or it is one of many. */
  machine: string | null;
  count: number;
  example: string;
  /** Epoch milliseconds. */
  at: number;
} & (
  | { of: "reading"; metric: null; reason: ReadingRefusal }
  | { of: "value"; metric: string | null; reason: ValueRefusal }
);

/** Refusals by machine, metric and reason. */
export type Refusals = {
  add(refusal: Refusal): void;
  /** The newest first. Beyond its bound, those not seen for longest stand together under no machine. */
  list(): Refusal[];
  /** Counts since the start that never fall, for monitoring. */
  counters(): RefusalCounter[];
};

/** How many were refused, by few enough labels for monitoring. */
export type RefusalCounter = Pick<Refusal, "of" | "reason" | "count"> & { machine: string; metric: string };

/** Most machines, metrics and reasons that are told apart. */
const KEYS_AT_MOST = 1000;
/**
 * Most counters that name machine and metric, in all and of one reason: senders of ever new names fill no
 * others.
 */
const COUNTERS_AT_MOST = 200;
const COUNTERS_OF_A_REASON = 50;
/** The label of all that are not told apart. */
const OTHER = "other";

export function createRefusals(keysAtMost = KEYS_AT_MOST): Refusals {
  const byKey = new Map<string, Refusal>();
  const others = new Map<string, Refusal>();
  const counters = createCounters();

  function add(refusal: Refusal) {
    const { of, reason } = refusal;
    counters.add(refusal);
    sum(byKey, keyOf(of, reason, refusal.machine, refusal.metric), refusal);
    if (byKey.size <= keysAtMost) return;
    const [oldest] = byKey;
    if (!oldest) return;
    byKey.delete(oldest[0]);
    const other = { ...oldest[1], machine: null, metric: null } as Refusal;
    sum(others, `${other.of}:${other.reason}`, other);
  }

  return {
    add,
    list: () => [...others.values(), ...byKey.values()].toReversed().toSorted((a, b) => b.at - a.at),
    counters: counters.list,
  };
}

/**
 * Counts by machine, metric and reason: the first that come keep their labels, all others are counted
 * together.
 */
function createCounters() {
  const byLabels = new Map<string, RefusalCounter>();
  const named = new Map<string, number>();
  let namedInAll = 0;

  function add({ of, reason, machine, metric, count }: Refusal) {
    const labels = { machine: machine ?? (of === "reading" ? "" : OTHER), metric: metric ?? "" };
    const known = byLabels.get(keyOf(of, reason, labels.machine, labels.metric));
    if (known) return void (known.count += count);
    const ofReason = named.get(`${of}:${reason}`) ?? 0;
    const isNamed = namedInAll < COUNTERS_AT_MOST && ofReason < COUNTERS_OF_A_REASON;
    if (!isNamed) return addOther(of, reason, count);
    namedInAll++;
    named.set(`${of}:${reason}`, ofReason + 1);
    byLabels.set(keyOf(of, reason, labels.machine, labels.metric), { of, reason, count, ...labels });
  }

  function addOther(of: Refusal["of"], reason: Refusal["reason"], count: number) {
    const labels = { machine: OTHER, metric: of === "value" ? OTHER : "" };
    const key = keyOf(of, reason, labels.machine, labels.metric);
    const known = byLabels.get(key);
    if (known) known.count += count;
    else byLabels.set(key, { of, reason, count, ...labels });
  }

  return { add, list: () => [...byLabels.values()].map((counter) => ({ ...counter })) };
}

const keyOf = (...parts: (string | null)[]) => parts.join("\0");

/** Adds to a key's count, and makes it the newest. */
function sum(refusals: Map<string, Refusal>, key: string, refusal: Refusal) {
  const before = refusals.get(key);
  refusals.delete(key);
  refusals.set(key, before ? { ...refusal, count: before.count + refusal.count } : refusal);
}
