import { type Call, isWaiting } from "../../domain/call/call";

/** Calls that ended, so that news of before their end does not bring them back. */
const ENDED_KEPT = 500;

/** The calls for help that somebody waits for. */
export type OpenCalls = {
  /** Takes in what is told of a call. @returns whether it is news */
  putCall(call: Call): boolean;
  /** The oldest first. */
  calls(): Call[];
  /** Forgets all. */
  clear(): void;
};

export function createOpenCalls(): OpenCalls {
  const waiting = new Map<string, Call>();
  /** By id, how many steps it had at its end; the oldest end first. */
  const ended = new Map<string, number>();
  return {
    putCall(call) {
      const { id, steps } = call;
      if (steps <= (waiting.get(id)?.steps ?? ended.get(id) ?? 0)) return false;
      waiting.delete(id);
      ended.delete(id);
      if (isWaiting(call)) waiting.set(id, call);
      else ended.set(id, steps);
      const [oldest] = ended.keys();
      if (ended.size > ENDED_KEPT && oldest !== undefined) ended.delete(oldest);
      return true;
    },
    calls: () => [...waiting.values()].sort((a, b) => a.opened.at - b.opened.at || (a.id < b.id ? -1 : 1)),
    clear() {
      waiting.clear();
      ended.clear();
    },
  };
}
