import { formatFixed } from "../domain/machine/metric";
import { DAY_SECONDS } from "../domain/time_units";
import type { Baseline, BaselineSeconds } from "../domain/training/baseline";
import { expectedKwh, fitEnergy, type Lesson, lessonOf } from "./baseline";
import type { EnergyRows } from "./rows";

/** Few drivers are understood, and learned from few days. */
const MOST_DRIVERS = 5;
/** A driver is kept when it takes so much of the squared error away, and of all that varies. */
const MIN_GAIN = 0.03;
const MIN_SHARE = 0.002;
/**
 * Of drivers that tell it about as well the first is taken: which one chance prefers would change with the
 * hour.
 */
const CLEARLY = 0.02;
/** Days are held out in turn, one in so many. */
const FOLDS = 4;
/** A driver that fewer rows have would cost the others their rows. */
const MIN_PRESENCE = 0.9;

type Chosen = { rows: EnergyRows; dropped: Baseline["dropped"]; tried: string[] };

/**
 * Chooses drivers one by one, each time the one that lets the energy of held-out days be told best, as long
 * as that gets clearly better (forward selection, cross-validated over days). `rows` keep only these;
 * `dropped` names the others, each with the reason.
 */
export function chooseDrivers(rows: EnergyRows, seconds: BaselineSeconds): Chosen {
  const known = [...rows.kwh.keys()].filter((row) => Number.isFinite(rows.kwh[row]));
  const presence = rows.columns.map(
    (column) => known.filter((row) => Number.isFinite(column[row])).length / Math.max(1, known.length),
  );
  const often = presence.flatMap((share, place) => (share >= MIN_PRESENCE ? [place] : []));
  const seldom = presence.flatMap((share, place) =>
    share >= MIN_PRESENCE
      ? []
      : [{ name: rows.names[place]!, reason: `read in only ${Math.round(share * 100)} % of the rows` }],
  );
  const lesson = lessonOf(withColumns(rows, often), seconds);
  const { kept, dropped } = forward(lesson);
  const places = kept.map((name) => rows.names.indexOf(name));
  return { rows: withColumns(rows, places), dropped: [...dropped, ...seldom], tried: rows.names };
}

function withColumns(rows: EnergyRows, places: readonly number[]): EnergyRows {
  return {
    ...rows,
    names: places.map((place) => rows.names[place]!),
    columns: places.map((place) => rows.columns[place]!),
  };
}

function forward(lesson: Lesson) {
  const total = heldOutSquares(lesson, []);
  let kept: string[] = [];
  let squares = total;
  for (let left = lesson.names; kept.length < MOST_DRIVERS && left.length > 0;) {
    const tries = left.map((name) => ({ name, squares: heldOutSquares(lesson, [...kept, name]) }));
    const best = tries.reduce((a, b) => (b.squares < a.squares * (1 - CLEARLY) ? b : a));
    const gain = squares - best.squares;
    if (!(gain > MIN_GAIN * squares && gain > MIN_SHARE * total)) break;
    kept = [...kept, best.name];
    squares = best.squares;
    left = left.filter((name) => name !== best.name);
  }
  const dropped = lesson.names
    .filter((name) => !kept.includes(name))
    .map((name) => ({ name, reason: reasonOf(lesson, kept, name, { squares, total }) }));
  return { kept, dropped };
}

function reasonOf(
  lesson: Lesson,
  kept: readonly string[],
  name: string,
  { squares, total }: { squares: number; total: number },
): string {
  const copy = fitEnergy(part(lesson, [...kept, name])).dropped.find((each) => each.name === name);
  // A pivoted fit may drop the kept one of two copies instead.
  const dropped = copy ?? fitEnergy(part(lesson, [...kept, name])).dropped[0];
  if (copy) return copy.reason;
  if (dropped) return `says the same as ${dropped.name}`;
  const share = (left: number) => (total > 0 ? formatFixed((1 - left / total) * 100, 1) : "0");
  const with_ = heldOutSquares(lesson, [...kept, name]);
  return `helps too little on held-out days: ${share(squares)} % explained without it, ${share(with_)} % with it`;
}

/** The squared error on days that a fit with these drivers has not learned from. */
function heldOutSquares(lesson: Lesson, names: readonly string[]): number {
  const chosen = part(lesson, names);
  const aDay = DAY_SECONDS / lesson.seconds;
  let squares = 0;
  for (let fold = 0; fold < FOLDS; fold++) {
    const isHeldOut = (row: number) => Math.floor(row / aDay) % FOLDS === fold;
    const heldOut = filtered(chosen, isHeldOut);
    const learned = filtered(chosen, (row) => !isHeldOut(row));
    if (heldOut.kwh.length === 0 || learned.kwh.length <= names.length + 1) continue;
    const expected = expectedKwh(fitEnergy(learned), heldOut);
    heldOut.kwh.forEach((kwh, row) => (squares += (kwh - expected[row]!) ** 2));
  }
  return squares;
}

function part(lesson: Lesson, names: readonly string[]): Lesson {
  const columns = names.map((name) => lesson.columns[lesson.names.indexOf(name)]!);
  return { ...lesson, names: [...names], columns, dropped: [] };
}

function filtered(lesson: Lesson, wanted: (row: number) => boolean): Lesson {
  const keep = (_: number, row: number) => wanted(row);
  return {
    ...lesson,
    columns: lesson.columns.map((column) => column.filter(keep)),
    kwh: lesson.kwh.filter(keep),
  };
}
