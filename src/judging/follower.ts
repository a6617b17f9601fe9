import { coalesce } from "../async/coalesce";
import { createQueue } from "../async/queue";
import { yieldToLoop } from "../async/yield";
import type { Monitor } from "../detection/monitor/monitor";
import type { Position } from "../domain/machine/position";
import type { Reading } from "../domain/machine/reading";
import type { Store } from "../store/store";
import { createProgress, type Found } from "./progress";
import { advance, behind, handover, skipTo, type Watermarks } from "./watermarks";

const LOOK_EVERY_MS = 1_000;
/** Without a finding nothing hurries: judging that goes on from an older state finds as little in the same readings. */
const SAVE_EVERY_MS = 15_000;
/** Readings judged before the loop may turn: a few milliseconds. */
const SLICE_READINGS = 500;

export type ReadingFollowerOptions = {
  store: Pick<Store, "readings" | "judged">;
  monitor: Pick<Monitor, "observe" | "snapshot">;
  /** The positions from which to go on; the follower moves them. */
  watermarks: Watermarks;
  /** These readings were judged, in order; their findings are saved unless the store is unreachable. */
  onJudged(readings: Reading[]): void;
  onFailure(failure: FollowerFailure): void;
};

/** `waiting`: the store is unreachable. `unreadable`: a machine cannot be judged. `refused`: a finding cannot be saved. */
export type FollowerFailure =
  { kind: "waiting"; error: unknown } | { kind: "unreadable" | "refused"; error: unknown; machineId: string };

/**
 * Judges stored readings, each machine past its watermark, in order and once. Every failure is tried again within a second,
 * and the failure of a machine or of a finding holds up no other.
 */
export type ReadingFollower = {
  /**
   * Judges a batch that was just stored without reading it back, as far as it continues the watermarks.
   * @param before the newest stored position by machine before the batch
   */
  judge(batch: readonly Reading[], before: ReadonlyMap<string, Position>): Promise<void>;
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

export function followReadings({
  store,
  monitor,
  watermarks,
  onJudged,
  onFailure,
}: ReadingFollowerOptions): ReadingFollower {
  const progress = createProgress({
    judged: store.judged,
    monitor,
    watermarks,
    onRefused: (error, machineId) => onFailure({ kind: "refused", error, machineId }),
  });
  /** One piece of work at a time: readings are judged in order, and saved with the state that judged them. */
  const inTurn = createQueue();
  const hinted = new Set<string>();
  const unreadable = new Set<string>();
  let stopped = false;

  const onWaiting = (error: unknown) => onFailure({ kind: "waiting", error });

  async function judgeSlice(readings: Reading[]) {
    for (const reading of readings) {
      const { machine_id: machineId } = reading;
      const findings = monitor.observe([reading]);
      advance(watermarks, reading);
      progress.moved(machineId);
      if (findings.length > 0) progress.add(findings.map((finding) => ({ machineId, finding })));
    }
    await saveWhatIsDue().finally(() => onJudged(readings));
  }

  async function saveWhatIsDue() {
    if (progress.unsavedMs() > SAVE_EVERY_MS) await progress.save("all");
    else if (progress.hasFindings()) await progress.save("findings");
  }

  async function judgeBatch(batch: readonly Reading[], before: ReadonlyMap<string, Position>) {
    const handed = handover(watermarks, before, batch);
    if (handed.behind.length > 0) hint(handed.behind);
    for (let start = 0; start < handed.readings.length; start += SLICE_READINGS) {
      if (start > 0) await yieldToLoop();
      await judgeSlice(handed.readings.slice(start, start + SLICE_READINGS));
    }
  }

  /** Whether more of a machine is stored. */
  async function judgePage(machineId: string): Promise<boolean> {
    const readings = await store.readings.past(machineId, watermarks.get(machineId), SLICE_READINGS);
    if (readings.length > 0) await judgeSlice(readings);
    return readings.length === SLICE_READINGS;
  }

  async function followOne(machineId: string) {
    try {
      while (!stopped && (await inTurn(() => judgePage(machineId))));
      unreadable.delete(machineId);
    } catch (error) {
      if (!(await inTurn(progress.isReachable))) throw error;
      const isKnown = unreadable.size === unreadable.add(machineId).size;
      if (!isKnown) onFailure({ kind: "unreadable", error, machineId });
    }
  }

  async function followAll() {
    // Findings that wait go first: while they cannot be saved, nothing more is judged.
    await inTurn(saveWhatIsDue);
    const machineIds = [...hinted];
    hinted.clear();
    for (const id of machineIds) await followOne(id);
  }

  const follow = coalesce(async () => {
    if (!stopped) await followAll().catch(onWaiting);
  });

  const look = coalesce(async () => {
    // A hint can be lost, and the hints of a failed run are gone: the store knows.
    const newest = stopped ? undefined : await store.readings.newest().catch(onWaiting);
    if (newest) for (const id of behind(watermarks, newest)) hinted.add(id);
    await follow();
  });

  function hint(machineIds: Iterable<string>) {
    for (const id of machineIds) hinted.add(id);
    void follow();
  }

  const timer = setInterval(look, LOOK_EVERY_MS);
  void look();

  return {
    judge: (batch, before) => inTurn(() => judgeBatch(batch, before)).catch(onWaiting),
    hint,
    look,
    skip: (machineId, at) =>
      inTurn(async () => {
        skipTo(watermarks, machineId, at);
        progress.moved(machineId);
        await progress.save("all");
      }),
    add(found) {
      progress.add(found);
      return inTurn(saveWhatIsDue).catch(onWaiting);
    },
    save: () => inTurn(() => progress.save("all")).catch(onWaiting),
    async stop(maySave) {
      stopped = true;
      clearInterval(timer);
      await look();
      await inTurn(() => (maySave ? progress.save("all") : undefined)).catch(onWaiting);
    },
  };
}
