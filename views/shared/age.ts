import { goneAfter } from "../../src/domain/machine/freshness";
import type { Machine } from "../../src/domain/machine/machine";
import type { TileData } from "../../src/live/state/machine_state";
import type { Value } from "../../src/live/state/value";

/**
 * Seconds until dashes replace a value, one class each; ages.css has the same. It is grey for the last third.
 */
const GONE_AFTER = [
  1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120, 150, 200, 250, 300, 400, 500, 600,
  900,
];
const FRESH = 2 / 3;

/**
 * The classes by which a value shows its age without any script: those of the time that it has left. One with
 * more time left than the classes have is marked when it is drawn again.
 */
export function ageClass(goneAfterMs: number, ageMs: number): string {
  if (ageMs >= goneAfterMs) return "gone";
  const left = (goneAfterMs - ageMs) / 1000;
  const seconds = GONE_AFTER.find((each) => each >= left);
  const classes = [
    ...(ageMs >= goneAfterMs * FRESH ? ["aged"] : []),
    ...(seconds ? [`age-${seconds}s`] : []),
  ];
  return classes.join(" ");
}

/** The classes of a machine's value at this time. */
export function ageOf(machine: Machine, { at, goneAfterMs }: Value, now: number): string {
  return ageClass(goneAfterMs ?? goneAfterDeclared(machine), at === null ? Infinity : now - at);
}

/** Whether a machine has sent nothing for longer than its own interval allows, or never. */
export function isSilent({ machine, at, goneAfterMs }: TileData, now: number): boolean {
  return at === null || now - at >= (goneAfterMs ?? goneAfterDeclared(machine));
}

const goneAfterDeclared = (machine: Machine) => goneAfter(machine.data_interval_seconds * 1000);
