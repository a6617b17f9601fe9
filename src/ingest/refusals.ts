import type { BadValue } from "./value";
import type { Implausible } from "./plausible";

/** Why a whole reading was refused. Few, so that they can be labels of a counter. */
export type ReadingRefusal = "malformed" | "timestamp" | "ahead" | "unknown_machine" | "retired";
/** Why one value of a reading was dropped, and the others counted. */
export type ValueRefusal = BadValue | Implausible["reason"] | "name" | "twice" | "mode" | "units";

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
  /** How many of each reason. */
  totals(): Map<`${Refusal["of"]}:${ReadingRefusal | ValueRefusal}`, number>;
};

/** Most machines, metrics and reasons that are told apart. */
const KEYS_AT_MOST = 1000;

export function createRefusals(keysAtMost = KEYS_AT_MOST): Refusals {
  const byKey = new Map<string, Refusal>();
  const others = new Map<string, Refusal>();
  const totals: ReturnType<Refusals["totals"]> = new Map();

  function add(refusal: Refusal) {
    const { of, reason } = refusal;
    totals.set(`${of}:${reason}`, (totals.get(`${of}:${reason}`) ?? 0) + refusal.count);
    sum(byKey, [of, reason, refusal.machine, refusal.metric].join("\0"), refusal);
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
    totals: () => new Map(totals),
  };
}

/** Adds to a key's count, and makes it the newest. */
function sum(refusals: Map<string, Refusal>, key: string, refusal: Refusal) {
  const before = refusals.get(key);
  refusals.delete(key);
  refusals.set(key, before ? { ...refusal, count: before.count + refusal.count } : refusal);
}
