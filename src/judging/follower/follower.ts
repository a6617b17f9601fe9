import { coalesce } from "../../async/coalesce";
import { createQueue } from "../../async/queue";
import type { Monitor } from "../../detection/monitor/monitor";
import type { Reading } from "../../domain/machine/reading";
import type { Recorded } from "../../store/readings/reading_store";
import type { Store } from "../../store/store";
import { followHints } from "./follow_hints";
import { judgeReadings } from "./judge_readings";
import { createProgress } from "./progress";
import { createUnsaved, type Found } from "./unsaved";
import { behind, skipTo, type Watermarks } from "./watermarks";

const LOOK_EVERY_MS = 1_000;

type ReadingFollowerOptions = {
  store: Pick<Store, "readings" | "judged">;
  monitor: Pick<Monitor, "observe" | "snapshot">;
  /** The positions from which to go on; the follower moves them. */
  watermarks: Watermarks;
  /** These readings were judged, in order; their findings are saved unless the store is unreachable. */
  onJudged(readings: Reading[]): void;
  onFailure(failure: FollowerFailure): void;
};

/**
 * `waiting`: the store is unreachable. `unreadable`: a machine cannot be judged. `refused`: a finding cannot
 * be saved.
 */
export type FollowerFailure =
  { kind: "waiting"; error: unknown } | { kind: "unreadable" | "refused"; error: unknown; machineId: string };

/**
 * Judges stored readings, each machine past its watermark, in order and once. Every failure is tried again
 * within a second, and the failure of a machine or of a finding holds up no other.
 */
export type ReadingFollower = {
  /**
   * Judges a batch that was just stored without reading it back, as far as it continues the watermarks.
   */
  judge(recorded: Recorded): Promise<void>;
  /** Readings of these machines were stored. */
  hint(machineIds: Iterable<string>): void;
  /** Resolves when everything stored before is judged, as far as the store allows now. */
  look(): Promise<void>;
  /** Leaves a machine's readings up to `at` (epoch milliseconds) unjudged; resolves when that is saved. */
  skip(machineId: string, at: number): Promise<void>;
  /** Adds findings that no reading led to; resolves when they are saved, as far as the store allows now. */
  add(found: readonly Found[]): Promise<void>;
  /** Saves every state and watermark that has changed. */
  save(): Promise<void>;
  /** Leaves the rest to the next leader or start; resolves when nothing is under way. */
  stop(maySave: boolean): Promise<void>;
};

export function followReadings(options: ReadingFollowerOptions): ReadingFollower {
  const { store, monitor, watermarks, onJudged, onFailure } = options;
  const unsaved = createUnsaved(monitor, watermarks);
  const { saveAll, saveDue, isReachable } = createProgress({
    judged: store.judged,
    unsaved,
    onRefused: (error, machineId) => onFailure({ kind: "refused", error, machineId }),
  });
  const { past, newest } = store.readings;
  const { batch, page } = judgeReadings({ past, monitor, watermarks, unsaved, saveDue, onJudged });
  /** One piece of work at a time: readings are judged in order, and saved with the state that judged them. */
  const inTurn = createQueue();
  const { follow, hint, stop } = followHints({ page, saveDue, isReachable, inTurn, onFailure });
  const onWaiting = (error: unknown) => onFailure({ kind: "waiting", error });
  let stopped = false;

  /** A hint can be lost, and the hints of a failed run are gone: the store knows. */
  const look = coalesce(async () => {
    const stored = stopped ? undefined : await newest().catch(onWaiting);
    if (stored) hint(behind(watermarks, stored));
    await follow();
  });

  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  void look();

  return {
    judge: (recorded) => inTurn(() => batch(recorded)).then(hint, onWaiting),
    hint,
    look,
    skip: (machineId, at) =>
      inTurn(async () => {
        skipTo(watermarks, machineId, at);
        unsaved.moved(machineId);
        await saveAll();
      }),
    add(found) {
      unsaved.add(found);
      return inTurn(saveDue).catch(onWaiting);
    },
    save: () => inTurn(saveAll).catch(onWaiting),
    async stop(maySave) {
      stopped = true;
      clearInterval(timer);
      stop();
      await look();
      if (maySave) await inTurn(saveAll).catch(onWaiting);
    },
  };
}
