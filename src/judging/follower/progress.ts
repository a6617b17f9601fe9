import { yieldToLoop } from "../../async/yield";
import type { Finding } from "../../domain/alarm/alarm";
import type { JudgedStep } from "../../store/progress/judging_progress";
import type { Store } from "../../store/store";
import type { Found, Unsaved } from "./unsaved";

/**
 * Without a finding nothing hurries: judging that goes on from an older state finds as little in the same
 * readings.
 */
const SAVE_EVERY_MS = 15_000;
/**
 * Machines saved before the loop may turn: a state of 8 metrics has 37 kB, and copying 200 of them takes 50
 * ms.
 */
const SLICE_MACHINES = 20;

/** Saves findings, detector states and watermarks together. Only one save may run at a time. */
export type Progress = {
  /** Saves everything that has changed. @throws when the store cannot save anything now: everything waits */
  saveAll(): Promise<void>;
  /**
   * Saves findings at once, with their machines' states and watermarks, and everything from time to time. A
   * finding that the store refuses waits for the next save, and with it later findings of its alarm; the
   * others are saved.
   * @throws as `saveAll`
   */
  saveDue(): Promise<void>;
  /** Whether the store can save at all. */
  isReachable(): Promise<boolean>;
};

type ProgressOptions = {
  judged: Pick<Store["judged"], "save">;
  unsaved: Unsaved;
  /** The store refused a finding or the state of a machine; a later save offers it again. */
  onRefused(error: unknown, machineId: string): void;
};

/**
 * The least that is saved together. Parts of one `alarm` (of the machine, without a finding) are saved in
 * order.
 */
type Part = { alarm: string; found: readonly Found[]; machineId: string };

const NOTHING: JudgedStep = { findings: [], states: new Map(), positions: new Map() };

export function createProgress(options: ProgressOptions): Progress {
  const { unsaved } = options;
  const save = savesOf(options);
  let savedAt = performance.now();

  const saveFindings = () => save.parts(unsaved.findings().map(findingPart));

  /**
   * Machines with the findings that were added to them meanwhile: a state must not be saved ahead of its
   * findings.
   */
  const saveMachines = (machineIds: readonly string[]) => {
    const findings = unsaved.findings().filter(({ machineId }) => machineIds.includes(machineId));
    return save.parts([...findings.map(findingPart), ...machineIds.map(machinePart)]);
  };

  async function saveAll() {
    await saveFindings();
    const machineIds = unsaved.machines();
    for (let start = 0; start < machineIds.length; start += SLICE_MACHINES) {
      if (start > 0) await yieldToLoop();
      await saveMachines(machineIds.slice(start, start + SLICE_MACHINES));
    }
    // The machines that no reading has changed, such as one whose alarm was called false.
    unsaved.collect();
    await saveMachines(unsaved.machines());
    savedAt = performance.now();
  }

  return {
    saveAll,
    saveDue: () => (performance.now() - savedAt > SAVE_EVERY_MS ? saveAll() : saveFindings()),
    isReachable: save.isReachable,
  };
}

/** Saves parts together, or one by one when the store refuses them together. */
function savesOf({ judged, unsaved, onRefused }: ProgressOptions) {
  const isReachable = () =>
    judged.save(NOTHING).then(
      () => true,
      () => false,
    );

  async function saveStep(found: readonly Found[], machineIds: readonly string[]) {
    await judged.save(unsaved.step(found, machineIds));
    unsaved.saved(found, machineIds);
  }

  async function saveParts(parts: readonly Part[]) {
    const machineIds = [...new Set(parts.map(({ machineId }) => machineId))];
    if (machineIds.length === 0) return;
    unsaved.collect(machineIds);
    try {
      await saveStep(
        parts.flatMap(({ found }) => found),
        machineIds,
      );
    } catch (error) {
      if (!(await isReachable())) throw error;
      await saveOneByOne(parts);
    }
  }

  /** One part that can never be saved must not hold up the others. */
  async function saveOneByOne(parts: readonly Part[]) {
    const held = new Set<string>();
    for (const { alarm, found, machineId } of parts) {
      if (held.has(alarm)) continue;
      try {
        await saveStep(found, [machineId]);
      } catch (error) {
        if (!(await isReachable())) throw error;
        held.add(alarm);
        onRefused(error, machineId);
      }
    }
  }

  return { parts: saveParts, isReachable };
}

function findingPart(found: Found): Part {
  return { alarm: alarmOf(found.finding), found: [found], machineId: found.machineId };
}

/** A machine's state does not wait for its refused findings. */
function machinePart(machineId: string): Part {
  return { alarm: machineId, found: [], machineId };
}

function alarmOf(finding: Finding): string {
  return finding.kind === "opened" ? finding.alarm.id : finding.anomaly_id;
}
