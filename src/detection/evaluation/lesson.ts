import type { LabelledTable } from "./table";

/** SKAB's protocol: so many rows of each file are its normal part. */
const SKAB_ROWS = 400;
/** A long run without a fault teaches longer, to show what drift does to a good normal. */
const FREE_ROWS = 3000;
/** NAB's protocol: nothing is scored in the first rows of a file. */
const NAB_SHARE = 0.15;
const NAB_ROWS = 750;

/** A table with what is learned from put in front: the first `learning` readings; only the rest is judged. */
export type Lesson = { table: LabelledTable; learning: number };

/**
 * How each file is learned: from a file named "train" where there is one, from every other row where rows are in no
 * order of time, from the first rows as NAB or SKAB has it elsewhere.
 */
export function lessonsOf(tables: readonly LabelledTable[]): Lesson[] {
  const trainingScheduler = tables.find(({ file }) => /train/.test(file));
  return tables
    .filter((table) => table !== trainingScheduler)
    .map((table) => lessonOf(table, trainingScheduler));
}

/** A file that stands apart from the total: a run without any fault, learned longer. */
export function isFaultless({ table, learning }: Lesson): boolean {
  return learning === FREE_ROWS && /free/.test(table.file);
}

function lessonOf(table: LabelledTable, trainingScheduler: LabelledTable | undefined): Lesson {
  const rows = table.readings.length;
  if (trainingScheduler)
    return { table: after(trainingScheduler, table), learning: trainingScheduler.readings.length };
  if (!table.ordered) return { table: everyOtherFirst(table), learning: Math.ceil(rows / 2) };
  if (table.windows) return { table, learning: Math.floor(Math.min(NAB_SHARE * rows, NAB_ROWS)) };
  const free = /free/.test(table.file) && !table.labels.includes(true) && rows > 2 * FREE_ROWS;
  return { table, learning: Math.min(free ? FREE_ROWS : SKAB_ROWS, Math.floor(rows / 2)) };
}

/** The lesson's rows, and then the table's, as if they had followed at once. */
function after(trainingScheduler: LabelledTable, table: LabelledTable): LabelledTable {
  const last = trainingScheduler.readings.at(-1)!.at;
  const step = last - (trainingScheduler.readings.at(-2)?.at ?? last - 1);
  const first = table.readings[0]!.at;
  const moved = table.readings.map((reading) => ({ ...reading, at: last + step + reading.at - first }));
  return {
    ...table,
    readings: [
      ...trainingScheduler.readings.map((reading) => ({ ...reading, machine_id: table.file })),
      ...moved,
    ],
    labels: [...trainingScheduler.labels, ...table.labels],
    windows: null,
  };
}

function everyOtherFirst(table: LabelledTable): LabelledTable {
  const order = [...table.readings.keys()].sort((a, b) => (a % 2) - (b % 2) || a - b);
  return {
    ...table,
    readings: order.map((row, place) => ({ ...table.readings[row]!, at: table.readings[place]!.at })),
    labels: order.map((row) => table.labels[row]!),
  };
}
