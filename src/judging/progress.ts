import type { Monitor } from "../detection/monitor/monitor";
import type { Finding } from "../domain/alarm/alarm";
import type { Position } from "../domain/machine/position";
import type { JudgedStep } from "../store/progress/judging_progress";
import type { Store } from "../store/store";
import type { Watermarks } from "./watermarks";

/** A finding and the machine whose state it belongs to. */
export type Found = { machineId: string; finding: Finding };

/** Findings, detector states and watermarks on their way into the store. Only one save may run at a time. */
export type Progress = {
  /** Adds findings that are saved next, in order. */
  add(found: readonly Found[]): void;
  /** A machine's watermark was moved. */
  moved(machineId: string): void;
  hasFindings(): boolean;
  /** Milliseconds since all was saved last, on a clock that never jumps. */
  unsavedMs(): number;
  /**
   * Saves the findings with their machines' states and watermarks, or all that has changed. A finding that the store
   * refuses waits for the next save, with later ones of its alarm; the others are saved.
   * @throws when the store cannot save anything now: all of it waits
   */
  save(scope: "findings" | "all"): Promise<void>;
  /** Whether the store can save at all. */
  isReachable(): Promise<boolean>;
};

export type ProgressOptions = {
  judged: Pick<Store["judged"], "save">;
  monitor: Pick<Monitor, "snapshot">;
  watermarks: Watermarks;
  /** The store refused a finding or the state of a machine; the next save offers it again. */
  onRefused(error: unknown, machineId: string): void;
};

type Unsaved = { state?: unknown; position?: Position };
/** The least that is saved together. Parts of one `alarm` (of the machine, without a finding) are saved in order. */
type Part = { alarm: string; found?: Found; machineId: string };

const NOTHING: JudgedStep = { findings: [], states: new Map(), positions: new Map() };

export function createProgress({ judged, monitor, watermarks, onRefused }: ProgressOptions): Progress {
  let findings: Found[] = [];
  const machines = new Map<string, Unsaved>();
  const moved = new Set<string>();
  let savedAt = performance.now();

  /** Takes each machine's state and watermark in the same turn, so that they belong together. */
  function collect() {
    for (const [id, state] of monitor.snapshot()) machines.set(id, { state, position: watermarks.get(id) });
    for (const id of moved) machines.set(id, { ...machines.get(id), position: watermarks.get(id) });
    moved.clear();
  }

  async function saveStep(found: readonly Found[], machineIds: Iterable<string>) {
    const step = { findings: found.map(({ finding }) => finding), states: new Map(), positions: new Map() };
    const ids = [...machineIds];
    for (const id of ids) {
      const { state, position } = machines.get(id) ?? {};
      if (state !== undefined) step.states.set(id, state);
      if (position !== undefined) step.positions.set(id, position);
    }
    await judged.save(step);
    for (const id of ids) machines.delete(id);
  }

  async function save(scope: "findings" | "all") {
    collect();
    const tried = findings;
    const ids = new Set(tried.map(({ machineId }) => machineId));
    if (scope === "all") for (const id of machines.keys()) ids.add(id);
    if (ids.size > 0) {
      try {
        await saveStep(tried, ids);
        findings = findings.slice(tried.length);
      } catch (error) {
        if (!(await isReachable())) throw error;
        await saveParts(partsOf(tried, scope === "all" ? ids : []));
      }
    }
    if (scope === "all") savedAt = performance.now();
  }

  /** One part that can never be saved must not hold up the others. */
  async function saveParts(parts: readonly Part[]) {
    const held = new Set<string>();
    const saved = new Set<Found>();
    for (const { alarm, found, machineId } of parts) {
      if (held.has(alarm) || !(found || machines.has(machineId))) continue;
      try {
        await saveStep(found ? [found] : [], [machineId]);
        if (found) saved.add(found);
      } catch (error) {
        if (!(await isReachable())) break;
        held.add(alarm);
        onRefused(error, machineId);
      }
    }
    findings = findings.filter((found) => !saved.has(found));
  }

  const isReachable = () =>
    judged.save(NOTHING).then(
      () => true,
      () => false,
    );

  return {
    add: (found) => void (findings = [...findings, ...found]),
    moved: (machineId) => void moved.add(machineId),
    hasFindings: () => findings.length > 0,
    unsavedMs: () => performance.now() - savedAt,
    save,
    isReachable,
  };
}

/** Each finding with its machine, in order; then the machines, whose states do not wait for refused findings. */
function partsOf(found: readonly Found[], machineIds: Iterable<string>): Part[] {
  return [
    ...found.map((one) => ({ alarm: alarmOf(one.finding), found: one, machineId: one.machineId })),
    ...Array.from(machineIds, (machineId) => ({ alarm: machineId, machineId })),
  ];
}

function alarmOf(finding: Finding): string {
  return finding.kind === "opened" ? finding.alarm.id : finding.anomaly_id;
}
