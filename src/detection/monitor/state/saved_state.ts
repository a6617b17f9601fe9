import type { Detector } from "../../detector";
import { newMachineState, type MachineState } from "./machine_state";
import { fromVersion3, type Version3 } from "./version_3";
import { fromVersion4, type Version4 } from "./version_4";

/**
 * The state of a machine as a database holds it, brought to the present version. A machine is learned anew
 * when its state is of an unknown version, a series when its detector is no longer in the list. The saved
 * object stays as it is. Throws when it has not the shape of its version.
 */
export function restored(saved: unknown, detectors: readonly Detector[]): MachineState | undefined {
  try {
    return withoutUnknown(present(saved), detectors);
  } catch (cause) {
    throw new Error("The saved state of this machine cannot be read: it is learned anew", { cause });
  }
}

function withoutUnknown(state: MachineState | undefined, detectors: readonly Detector[]) {
  if (!state) return undefined;
  for (const [subject, { detector, candidate }] of Object.entries(state.series)) {
    const known = detectors.find(({ method }) => method === detector.method);
    if (known) known.resume?.(detector.state, candidate?.learned);
    else delete state.series[subject];
  }
  if (state.newest?.mode) state.newest.mode = state.newest.mode.toLowerCase();
  return state;
}

function present(saved: unknown): MachineState | undefined {
  if (typeof saved !== "object" || saved === null || !("version" in saved)) return undefined;
  if (saved.version === newMachineState().version) return structuredClone(saved) as MachineState;
  if (saved.version === 4) return fromVersion4(structuredClone(saved) as Version4);
  if (saved.version === 3) return fromVersion4(fromVersion3(structuredClone(saved) as Version3));
  return undefined;
}
