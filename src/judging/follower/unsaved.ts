import type { Monitor } from "../../detection/monitor/monitor";
import type { Finding } from "../../domain/alarm/alarm";
import type { Position } from "../../domain/machine/position";
import type { JudgedStep } from "../../store/progress/judging_progress";
import type { Watermarks } from "./watermarks";

/** A finding and the machine whose state it belongs to. */
export type Found = { machineId: string; finding: Finding };

/** Findings, detector states and watermarks that are not saved yet. */
export type Unsaved = {
  /** Findings in order. */
  findings(): readonly Found[];
  add(found: readonly Found[]): void;
  /** A machine's watermark was moved. */
  moved(machineId: string): void;
  /** Takes the state and watermark of each of these machines (of all) as they are now. */
  collect(machineIds?: readonly string[]): void;
  /** Ids of the machines with a moved watermark, or collected but not saved. */
  machines(): string[];
  /** These findings, with the states and watermarks of these machines as they were collected. */
  step(found: readonly Found[], machineIds: readonly string[]): JudgedStep;
  /** Forgets what a step consisted of. */
  saved(found: readonly Found[], machineIds: readonly string[]): void;
};

type Collected = { state?: unknown; position?: Position };

export function createUnsaved(monitor: Pick<Monitor, "snapshot">, watermarks: Watermarks): Unsaved {
  let findings: readonly Found[] = [];
  const moved = new Set<string>();
  const collected = new Map<string, Collected>();

  /** A machine's state and watermark are taken in the same turn, so they belong together. */
  function collect(machineIds?: readonly string[]) {
    for (const [id, state] of monitor.snapshot(machineIds)) {
      collected.set(id, { state, position: watermarks.get(id) });
      moved.delete(id);
    }
    for (const id of machineIds ?? [...moved])
      if (moved.delete(id)) collected.set(id, { ...collected.get(id), position: watermarks.get(id) });
  }

  return {
    findings: () => findings,
    add: (found) => void (findings = [...findings, ...found]),
    moved: (machineId) => void moved.add(machineId),
    collect,
    machines: () => [...new Set([...moved, ...collected.keys()])],
    step(found, machineIds) {
      const states = new Map<string, unknown>();
      const positions = new Map<string, Position>();
      for (const id of machineIds) {
        const { state, position } = collected.get(id) ?? {};
        if (state !== undefined) states.set(id, state);
        if (position !== undefined) positions.set(id, position);
      }
      return { findings: found.map(({ finding }) => finding), states, positions };
    },
    saved(found, machineIds) {
      const gone = new Set(found);
      findings = findings.filter((one) => !gone.has(one));
      for (const id of machineIds) collected.delete(id);
    },
  };
}
