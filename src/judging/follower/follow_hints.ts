import { coalesce } from "../../async/coalesce";
import type { Queue } from "../../async/queue";
import type { FollowerFailure } from "./follower";
import type { ReadingJudgement } from "./judge_readings";
import type { Progress } from "./progress";

type Deps = Pick<ReadingJudgement, "page"> &
  Pick<Progress, "saveDue" | "isReachable"> & {
    /**
     * The turn in which all work of the follower is done: a page is one piece of work, so that batches get
     * between.
     */
    inTurn: Queue;
    onFailure(failure: FollowerFailure): void;
  };

/** Reads back the machines that somebody hinted at, one after another to the end of what is stored. */
export function followHints({ page, saveDue, isReachable, inTurn, onFailure }: Deps) {
  const hinted = new Set<string>();
  const unreadable = new Set<string>();
  let stopped = false;

  async function followOne(machineId: string) {
    try {
      while (!stopped && (await inTurn(() => page(machineId))));
      unreadable.delete(machineId);
    } catch (error) {
      if (!(await inTurn(isReachable))) throw error;
      const isKnown = unreadable.has(machineId);
      unreadable.add(machineId);
      if (!isKnown) onFailure({ kind: "unreadable", error, machineId });
    }
  }

  async function followAll() {
    // Findings that wait go first: while they cannot be saved, nothing more is judged.
    await inTurn(saveDue);
    const machineIds = [...hinted];
    hinted.clear();
    for (const id of machineIds) await followOne(id);
  }

  const follow = coalesce(async () => {
    if (!stopped) await followAll().catch((error) => onFailure({ kind: "waiting", error }));
  });

  return {
    /** Resolves when the machines hinted at before are read back, as far as the store allows now. */
    follow,
    hint(machineIds: Iterable<string>) {
      for (const id of machineIds) hinted.add(id);
      if (hinted.size > 0) void follow();
    },
    /** Ends what is under way after its page; nothing is read back any more. */
    stop() {
      stopped = true;
    },
  };
}
