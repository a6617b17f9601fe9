import { coalesce } from "../async/coalesce";
import type { Monitor } from "../detection/monitor/monitor";
import type { Store } from "../store/store";
import type { Finding } from "../domain/alarm/alarm";
import type { Reading } from "../domain/machine/reading";

const LOOK_EVERY_MS = 1_000;
/** Without a finding nothing hurries: whoever goes on from an older state finds as little in the same readings. */
const SAVE_EVERY_MS = 15_000;
const PAGE_READINGS = 500;

export type ReadingFollowerOptions = {
  store: Pick<Store, "readings" | "judged">;
  monitor: Monitor;
  /** How far each machine has been judged, as it was kept with its state. */
  upTo: ReadonlyMap<string, number>;
  /** Judged, in order; told before what was found is kept. */
  seen(readings: Reading[]): void;
  /** A look that failed is tried again with the next. */
  onTrouble(error: unknown): void;
};

/** Judges what any server has kept, each machine past its own mark, in order and once. */
export type ReadingFollower = {
  /** Readings of these machines were kept. */
  hint(machineIds: Iterable<string>): void;
  /** Looks for itself; resolves when all that was kept before is judged, as far as that is possible now. */
  look(): Promise<void>;
  /** What this machine has read up to here is not to be judged; resolves when that is kept. */
  skip(machineId: string, at: number): Promise<void>;
  /** Findings that no reading has led to; resolves when they are kept, as far as that is possible now. */
  take(found: Finding[]): Promise<void>;
  /** Leaves the rest to the next holder; resolves when nothing is under way. */
  stop(mayStillSave: boolean): Promise<void>;
};

export function followReadings({ store, monitor, upTo, ...told }: ReadingFollowerOptions): ReadingFollower {
  const watermarks = new Map(upTo);
  const hinted = new Set<string>();
  /** Judged and not yet kept. A machine's state and mark are taken in the same turn, so they belong together. */
  let findings: Finding[] = [];
  let states = new Map<string, unknown>();
  let moved = new Set<string>();
  let savedAt = performance.now();
  let stopped = false;

  async function save() {
    for (const [id, state] of monitor.snapshot()) states.set(id, state);
    const upTo = new Map([...moved].map((id) => [id, watermarks.get(id) ?? 0]));
    const step = { findings, states, upTo };
    [findings, states, moved] = [[], new Map(), new Set()];
    try {
      await store.judged.save(step);
    } catch (error) {
      findings = [...step.findings, ...findings];
      states = new Map([...step.states, ...states]);
      moved = new Set([...upTo.keys(), ...moved]);
      throw error;
    }
    savedAt = performance.now();
  }

  async function followOne(id: string) {
    for (let more = true; more && !stopped;) {
      const readings = await store.readings.between(
        id,
        (watermarks.get(id) ?? -Infinity) + 1,
        Number.MAX_SAFE_INTEGER,
        PAGE_READINGS,
      );
      const last = readings.at(-1);
      if (!last) return;
      watermarks.set(id, last.at);
      moved.add(id);
      findings.push(...monitor.observe(readings));
      told.seen(readings);
      if (findings.length > 0) await save();
      more = readings.length === PAGE_READINGS;
    }
  }

  async function followAll() {
    // What could not be kept goes first, or later findings would be kept before it.
    if (findings.length > 0) await save();
    for (const id of hinted) {
      hinted.delete(id);
      await followOne(id);
      // In here, because hints may come faster than this ends.
      if (moved.size > 0 && performance.now() - savedAt > SAVE_EVERY_MS) await save();
    }
  }

  const follow = coalesce(() => (stopped ? Promise.resolve() : followAll().catch(told.onTrouble)));

  /** A hint may be lost, and one that failed is gone: the database knows. */
  const look = coalesce(async () => {
    try {
      for (const [id, at] of stopped ? [] : await store.readings.newest()) {
        if (at > (watermarks.get(id) ?? -Infinity)) hinted.add(id);
      }
      await follow();
    } catch (error) {
      told.onTrouble(error);
    }
  });

  const timer = setInterval(look, LOOK_EVERY_MS);
  void look();

  return {
    hint(machineIds) {
      for (const id of machineIds) hinted.add(id);
      void follow();
    },
    look,
    async skip(machineId, at) {
      watermarks.set(machineId, Math.max(at, watermarks.get(machineId) ?? -Infinity));
      moved.add(machineId);
      await save();
    },
    take(found) {
      findings.push(...found);
      return follow();
    },
    async stop(mayStillSave) {
      stopped = true;
      clearInterval(timer);
      await look();
      if (mayStillSave && moved.size > 0) await save().catch(told.onTrouble);
    },
  };
}
