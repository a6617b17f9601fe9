/** How long a value may stand before it greys and before dashes replace it, by class; app.css has the same times. */
const AGES = [
  { name: "age-5s", upToInterval: 2, greyAfter: 5, goneAfter: 30 },
  { name: "age-30s", upToInterval: 10, greyAfter: 30, goneAfter: 90 },
  { name: "age-90s", upToInterval: 30, greyAfter: 90, goneAfter: 300 },
  { name: "age-5m", upToInterval: 100, greyAfter: 300, goneAfter: 900 },
] as const;

/** Readings that may be missed before the data of a machine too slow for the classes counts as gone. */
const MISSED_READINGS = 3;

/**
 * The classes that let a value show its own age. Chosen from the seconds between two readings of its machine, and from
 * how old the value is already when it is drawn. A machine slower than one reading in 100 s has no clock of its own.
 */
export function ageClass(intervalSeconds: number, ageMs: number): string {
  const age = AGES.find(({ upToInterval }) => intervalSeconds <= upToInterval);
  if (isGone(intervalSeconds, ageMs)) return "gone";
  if (!age) return "";
  return ageMs >= age.greyAfter * 1000 ? `aged ${age.name}` : age.name;
}

/** Whether a machine's newest reading is too old to be shown as a value. */
export function isGone(intervalSeconds: number, ageMs: number): boolean {
  const age = AGES.find(({ upToInterval }) => intervalSeconds <= upToInterval);
  return ageMs >= 1000 * (age?.goneAfter ?? MISSED_READINGS * intervalSeconds);
}
