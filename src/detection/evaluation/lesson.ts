import type { LabelledTable } from "./table";

/** SKAB's protocol: so many rows of each file are its normal part. */
const SKAB_ROWS = 400;
/** A long run without a fault is learned longer, to show how drift affects a good normal. */
const FAULTLESS_ROWS = 3000;
/** NAB's protocol: nothing is scored in the first rows of a file. */
const NAB_SHARE = 0.15;
const NAB_ROWS = 750;

/** A table whose first `learning` readings are only learned; the others are judged. */
export type Lesson = { table: LabelledTable; learning: number };

/**
 * How each file is learned: from a file named "train" where there is one, from every other row where rows are
 * in no order of time, else from its first rows, as NAB or SKAB does.
 */
export function lessonsOf(tables: readonly LabelledTable[]): Lesson[] {
  const training = tables.find(({ file }) => file.includes("train"));
  return tables.filter((table) => table !== training).map((table) => lessonOf(table, training));
}

/** Whether a file stands beside the total: a run without any fault, learned longer. */
export function isFaultless({ table, learning }: Lesson): boolean {
  return learning === FAULTLESS_ROWS && table.file.includes("free");
}

function lessonOf(table: LabelledTable, training: LabelledTable | undefined): Lesson {
  const rows = table.readings.length;
  if (training) return { table: after(training, table), learning: training.readings.length };
  if (!table.ordered) return { table: everyOtherFirst(table), learning: Math.ceil(rows / 2) };
  if (table.windows) return { table, learning: Math.floor(Math.min(NAB_SHARE * rows, NAB_ROWS)) };
  const isLongRun = table.file.includes("free") && !table.labels.includes(true) && rows > 2 * FAULTLESS_ROWS;
  return { table, learning: Math.min(isLongRun ? FAULTLESS_ROWS : SKAB_ROWS, Math.floor(rows / 2)) };
}

/** The training rows and then the table's, as if those had followed at once. */
function after(training: LabelledTable, table: LabelledTable): LabelledTable {
  const last = training.readings.at(-1)!.at;
  const step = last - (training.readings.at(-2)?.at ?? last - 1);
  const first = table.readings[0]!.at;
  const moved = table.readings.map((reading) => ({ ...reading, at: last + step + reading.at - first }));
  return {
    ...table,
    readings: [...training.readings.map((reading) => ({ ...reading, machine_id: table.file })), ...moved],
    labels: [...training.labels, ...table.labels],
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
