import { HOUR_MS } from "../../domain/time_units";
import { spreadAt } from "../spread";
import type { Point } from "./operating_point";

const DAY_HOURS = 24;
/** Memory in hours: two weeks. */
const MEMORY_HOURS = 14 * DAY_HOURS;
const MEMORY_DAYS = 14;
/** A deviation beyond so many sd counts as so many: a fault is no part of the course. */
const CLIP_SD = 4;
/** An explanation is used from so many hours on that it has foretold, if it leaves less than this share. */
const PROVEN_HOURS = 24;
const WORTH = 0.8;
/** So much of what is explained may be wrong: a line reaches further than it was learned. */
const DOUBTED = 0.25;
/** What the weather explains is shrunk as if so much of it, °C² over hours, had explained nothing. */
const RIDGE = 12;

/** Mean squares of the hours' means: as they are, less the weather's part, and less that of the clock too. */
type Proof = [hours: number, plain: number, lessWeather: number, lessClock: number];

/**
 * What the weather and the hour of the day (UTC) explain of each metric beside its operating point, learned
 * from hourly means; plain JSON. By metric in their order.
 */
export type Course = {
  /** The hour that is being gathered, since the epoch: readings and sums by metric, and those of the weather. */
  hour: number;
  counts: number[];
  sums: number[];
  degrees: [count: number, sum: number];
  /** By hour of the day: days seen, and the mean by metric. */
  days: number[];
  means: number[][];
  /** The mean over those hours, by metric: what is left is the course of the day, not how a year goes. */
  levels: number[];
  /** Least squares on the weather: products by metric, and the weather's squares. */
  products: number[];
  squares: number;
  proofs: Proof[];
  /** Whether anything is explained of any metric; so much more a degree, and whether by the hour, by metric. */
  explains: boolean;
  slopes: number[];
  clocks: boolean[];
};

export function newCourse(size: number): Course {
  const zeros = () => new Array<number>(size).fill(0);
  return {
    hour: -1,
    counts: zeros(),
    sums: zeros(),
    degrees: [0, 0],
    days: new Array<number>(DAY_HOURS).fill(0),
    means: Array.from({ length: DAY_HOURS }, zeros),
    levels: zeros(),
    products: zeros(),
    squares: 0,
    proofs: Array.from({ length: size }, (): Proof => [0, 0, 0, 0]),
    explains: false,
    slopes: zeros(),
    clocks: zeros().map(() => false),
  };
}

/**
 * Learns a normal reading.
 * @param degrees the weather less its mean at this operating point; NaN when it is not known
 */
export function learnCourse(
  course: Course,
  point: Point,
  { at, values, degrees }: { at: number; values: readonly number[]; degrees: number },
) {
  const hour = Math.floor(at / HOUR_MS);
  if (hour !== course.hour) fold(course, hour);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    const off = value - point.mean[i]!;
    const sd = spreadAt(point, i);
    // The part that the course may explain is no fault either: its root mean square.
    const isNear = Math.abs(off) <= CLIP_SD * sd;
    const reach = isNear ? Infinity : CLIP_SD * Math.max(sd, Math.sqrt(course.proofs[i]![1]));
    course.counts[i]!++;
    course.sums[i]! += Math.max(-reach, Math.min(reach, off));
  }
  if (Number.isNaN(degrees)) return;
  course.degrees[0]++;
  course.degrees[1] += degrees;
}

/** Ends the hour that was gathered: checks what was foretold of it first, then learns it. */
function fold(course: Course, next: number) {
  const { hour, counts, sums, degrees, days, means, products } = course;
  const bin = binOf(hour);
  const warmth = degrees[0] > 0 ? degrees[1] / degrees[0] : 0;
  if (counts.some((count) => count > 0)) {
    for (let i = 0; i < sums.length; i++) {
      if (counts[i] === 0) continue;
      const plain = sums[i]! / counts[i]!;
      prove(course, i, plain, warmth, bin);
      const weight = Math.max(1 / (days[bin]! + 1), 1 / MEMORY_DAYS);
      const rest = plain - byWeather(course, i, warmth);
      means[bin]![i]! += weight * (rest - means[bin]![i]!);
      const fading = 1 - 1 / MEMORY_HOURS;
      products[i] = fading * products[i]! + warmth * (plain - clockPart(course, i, bin));
    }
    course.squares = (1 - 1 / MEMORY_HOURS) * course.squares + warmth * warmth;
    days[bin]!++;
    setLevels(course);
    for (let i = 0; i < sums.length; i++) {
      course.slopes[i] = followsWeather(course, i) ? products[i]! / (course.squares + RIDGE) : 0;
      course.clocks[i] = followsClock(course, i);
    }
    course.explains = course.slopes.some((slope) => slope !== 0) || course.clocks.includes(true);
  }
  course.hour = next;
  course.counts = counts.map(() => 0);
  course.sums = sums.map(() => 0);
  course.degrees = [0, 0];
}

function setLevels(course: Course) {
  const { days, means, levels } = course;
  const seen = means.filter((_, bin) => days[bin]! > 0);
  for (let i = 0; i < levels.length; i++)
    levels[i] = seen.reduce((sum, hour) => sum + hour[i]!, 0) / seen.length;
}

/** Notes how far the hour's mean was from what was foretold of it. */
function prove(course: Course, i: number, plain: number, warmth: number, bin: number) {
  if (course.days[bin] === 0) return;
  const proof = course.proofs[i]!;
  const lessWeather = plain - (course.products[i]! * warmth) / (course.squares + RIDGE);
  const lessClock = plain - byWeather(course, i, warmth) - shrunk(course, i, bin);
  const weight = Math.max(1 / (proof[0] + 1), 1 / MEMORY_HOURS);
  proof[1] += weight * (plain * plain - proof[1]);
  proof[2] += weight * (lessWeather * lessWeather - proof[2]);
  proof[3] += weight * (lessClock * lessClock - proof[3]);
  proof[0]++;
}

/** How much more than the mean of its operating point a metric is expected to be now. */
export function courseAt(course: Course, i: number, at: number, degrees: number): number {
  const weather = Number.isNaN(degrees) ? 0 : byWeather(course, i, degrees);
  return weather + (course.clocks[i] ? between(course, i, at) : 0);
}

/** How far what the course explains may be wrong: a share of it, and more where one hour differs from the next. */
export function courseDoubt(course: Course, i: number, at: number, degrees: number): number {
  const weather = Number.isNaN(degrees) ? 0 : byWeather(course, i, degrees);
  if (!course.clocks[i]) return DOUBTED * Math.abs(weather);
  const { before, share, step } = hoursAround(course, i, at);
  const clock = before + share * step;
  return DOUBTED * Math.hypot(weather, clock) + 2 * share * (1 - share) * Math.abs(step);
}

function byWeather(course: Course, i: number, degrees: number): number {
  return course.slopes[i]! * degrees;
}

function followsWeather({ proofs }: Course, i: number): boolean {
  const [hours, plain, lessWeather] = proofs[i]!;
  return hours >= PROVEN_HOURS && lessWeather < WORTH * plain;
}

function followsClock(course: Course, i: number): boolean {
  const [hours, plain, lessWeather, lessClock] = course.proofs[i]!;
  return hours >= PROVEN_HOURS && lessClock < WORTH * (followsWeather(course, i) ? lessWeather : plain);
}

function clockPart(course: Course, i: number, bin: number): number {
  return course.clocks[i] ? shrunk(course, i, bin) : 0;
}

/** An hour that was seen on few days is expected to differ less. */
function shrunk({ days, means, levels }: Course, i: number, bin: number): number {
  return (days[bin]! / (days[bin]! + 1)) * (means[bin]![i]! - levels[i]!);
}

/** Between the middles of two hours, so that no step comes with the full hour. */
function between(course: Course, i: number, at: number): number {
  const { before, share, step } = hoursAround(course, i, at);
  return before + share * step;
}

/** What the hour before is expected to differ, the share of the way to the next one, and the step to it. */
function hoursAround(course: Course, i: number, at: number) {
  const hours = at / HOUR_MS - 0.5;
  const first = Math.floor(hours);
  const before = shrunk(course, i, binOf(first));
  return { before, share: hours - first, step: shrunk(course, i, binOf(first + 1)) - before };
}

/** Not the remainder, which is negative before 1970. */
function binOf(hour: number): number {
  return hour - DAY_HOURS * Math.floor(hour / DAY_HOURS);
}
