import type { Row } from "../../../src/detection/detector";
import { collectTraining } from "../../../src/detection/mewma/fit";
import { type Mewma, newMewma } from "../../../src/detection/mewma/state";
import { SECOND_MS } from "../../../src/domain/time_units";
import { createRandom } from "../../../src/math/random";

/**
 * Seeded rows a second apart: power 50 ± 1 kW and a current that follows it; `odd` replaces what it names.
 */
export function rows(from: number, to: number, odd: (i: number) => Partial<Row> = () => ({})): Row[] {
  const chance = createRandom(from + 1);
  const noise = () => chance() + chance() + chance() - 1.5;
  return Array.from({ length: to - from }, (_, index) => {
    const i = from + index;
    const power = 50 + noise();
    const usual = { power_kw: power, current_a: 2 * power + noise() / 4 };
    return { at: i * SECOND_MS, mode: "running", metrics: usual, ...odd(i) };
  });
}

/** A state that has learned from rows, 100 before the first fit. */
export function fitted(all: readonly Row[]): Mewma {
  const mewma = newMewma();
  for (const row of all) collectTraining(mewma, row, 100);
  return mewma;
}
