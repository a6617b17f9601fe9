import type { Candidate } from "./candidate";
import type { Mewma } from "./state";

/**
 * Brings the modes in a saved state to lower case, as readings have them now. Where a mode was learned in
 * several cases, one of them stays: that in lower case, or else the first.
 */
export function foldModes(mewma: Mewma, candidate?: object) {
  const { home_mode, left, rows } = mewma;
  const records = [mewma.points, mewma.smooth, mewma.modes, mewma.stays, candidate as Candidate | undefined];
  for (const record of records) if (record) foldKeys(record);
  for (const of of [home_mode, left, ...rows]) if (of?.mode) of.mode = of.mode.toLowerCase();
}

/** In place: the record is in the state. A mode comes first in the name of an operating point. */
function foldKeys(record: Record<string, unknown>) {
  for (const key of Object.keys(record)) {
    const folded = key.toLowerCase();
    if (folded === key) continue;
    if (!Object.hasOwn(record, folded)) record[folded] = record[key];
    delete record[key];
  }
}
