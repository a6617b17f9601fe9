import { pauseAfter, type Steps } from "../../async/steps";
import type { Row } from "../row";

/** Characters of readings that are read between two pauses: some milliseconds, whatever stands in them. */
const STEP_CHARACTERS = 64 * 1024;

/**
 * Reads the readings of a body one by one.
 * @param read the row at a place, and from how many characters it was read
 */
export function* rowsOf(count: number, read: (index: number) => { row: Row; work: number }): Steps<Row[]> {
  const isPause = pauseAfter(STEP_CHARACTERS);
  const rows: Row[] = [];
  for (let index = 0; index < count; index++) {
    const { row, work } = read(index);
    rows.push(row);
    if (isPause(work)) yield;
  }
  return rows;
}
