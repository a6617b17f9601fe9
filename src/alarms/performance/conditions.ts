import { CHATTERING_WITHIN_MS, CHATTERS_FROM } from "../chattering";
import type { Activation } from "./activation";

/** One condition that calls: a metric of a machine in one way, and how often it did. */
export type Frequent = {
  machineId: string | null;
  metric: string | null;
  type: string;
  count: number;
  /** Of all alarms, 0 to 1. */
  share: number;
  /** It called three times within 10 min. */
  chatters: boolean;
};

type Counted = { of: Activation; count: number; chatters: boolean; newest: number[] };

/** Counts activations by condition. They are added in time order. */
export function createConditions() {
  const conditions = new Map<string, Counted>();

  function add(activation: Activation): void {
    const { machineId, metric, type, at, end } = activation;
    const key = `${machineId ?? ""}\n${metric ?? ""}\n${type}`;
    let counted = conditions.get(key);
    if (!counted) {
      counted = { of: activation, count: 0, chatters: false, newest: [] };
      conditions.set(key, counted);
    }
    counted.count++;
    // One that gets worse while it stands does not come and go.
    if (end === "same") return;
    const { newest } = counted;
    newest.push(at);
    if (newest.length > CHATTERS_FROM) newest.shift();
    if (newest.length === CHATTERS_FROM && newest[0]! > at - CHATTERING_WITHIN_MS) counted.chatters = true;
  }

  return {
    add,
    /** The most frequent ones, the worst first. */
    top(count: number): Frequent[] {
      const sorted = [...conditions.values()].sort(
        (a, b) => b.count - a.count || (nameOf(a) < nameOf(b) ? -1 : 1),
      );
      const total = sorted.reduce((sum, each) => sum + each.count, 0);
      return sorted.slice(0, count).map(({ of: { machineId, metric, type }, ...counted }) => ({
        machineId,
        metric,
        type,
        count: counted.count,
        share: counted.count / total,
        chatters: counted.chatters,
      }));
    },
    /** How many conditions chattered. */
    chattering: () => [...conditions.values()].filter(({ chatters }) => chatters).length,
  };
}

const nameOf = ({ of: { machineId, metric, type } }: Counted) =>
  `${machineId ?? ""}\n${metric ?? ""}\n${type}`;
