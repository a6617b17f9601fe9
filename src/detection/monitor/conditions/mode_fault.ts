import type { Abnormality } from "../abnormality";
import type { Evidence } from "../evidence";
import { MODE } from "../source";
import type { MachineState } from "../state/machine_state";

const FAULT = "fault";

/** The machine says that it is at fault: an alarm by itself, whatever its values are. */
export function faultAbnormality(
  { mode }: Pick<MachineState, "mode">,
  { hasMode }: Pick<Evidence, "hasMode">,
): Abnormality | undefined {
  if (!hasMode || mode?.mode !== FAULT) return undefined;
  return {
    score: 1,
    severity: "critical",
    since: mode.since,
    method: "mode",
    type: "machine_fault",
    sources: [MODE],
    contributors: () => [],
    cause: { kind: "fault", mode: FAULT },
  };
}

/**
 * Whether the machine has said that it is at fault no more, and has held to that for the off-delay of an
 * alarm that returns. A reading without a mode is no evidence.
 */
export function isFaultOver(
  { mode, heard_at = 0 }: Pick<MachineState, "mode" | "heard_at">,
  offDelayMs: number,
): boolean {
  return mode !== undefined && mode.mode !== FAULT && heard_at - mode.since >= offDelayMs;
}
