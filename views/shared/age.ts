/** Seconds until a value turns grey and until dashes replace it, by class; ages.css has the same times. */
const AGES = [
  { name: "age-5s", upToInterval: 2, greyAfter: 5, goneAfter: 30 },
  { name: "age-30s", upToInterval: 10, greyAfter: 30, goneAfter: 90 },
  { name: "age-90s", upToInterval: 30, greyAfter: 90, goneAfter: 300 },
  { name: "age-5m", upToInterval: 100, greyAfter: 300, goneAfter: 900 },
] as const;

/** A machine too slow for the classes is silent after this many missed readings. */
const MISSED_READINGS = 3;

/**
 * The classes by which a value shows its age without any script. They depend on the seconds between two
 * readings of its machine, and on the age of the value when it is drawn. A machine with less than a reading
 * per 100 s has none.
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
